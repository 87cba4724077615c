/** Topics the engine makes begin with workflow, run and stage, which the table shows in columns of their own. */
const PREFIX = /^workflow\.[^.]+\.run\.[^.]+\.(?:stage\.[^.]+\.)?/;

/** The part of a topic that tells calls of one stage apart. */
export const shortTopic = (topic: string): string => topic.replace(PREFIX, "") || topic;
