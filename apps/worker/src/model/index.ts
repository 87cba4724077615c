export { chooseModel, ModelChoiceError } from "./choose-model.js";
export { LOCAL_MODEL_ID, LOCAL_PROVIDER, localModel } from "./local-model.js";
