import { describeModel } from '../model/describe-model.js';

// The same as in `test/model`, with the number of runs that it takes to meet what is rare.
describeModel('memory', 1_900);
describeModel('embedded', 100);
