export { localBatchModel } from "./batches/local-batch-model.js";
export { localBatches } from "./batches/local-batches.js";
export { chooseBatchModel, chooseModel, ModelChoiceError } from "./choose-model.js";
export { LOCAL_MODEL_ID, LOCAL_PROVIDER, localModel } from "./local-model.js";
