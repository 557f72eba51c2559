import { describeModel } from './describe-model.js';

const runs = process.env.MODEL_RUNS && Number(process.env.MODEL_RUNS);

describeModel('memory', runs || 30);
describeModel('embedded', runs || 8);
