/** How sure somebody was is stated beside the decision: `Decision.confidence` of `Decision.outcome`. */
export const confidenceKeyOf = (key: string): string => `${key.slice(0, key.lastIndexOf(".") + 1)}confidence`;
