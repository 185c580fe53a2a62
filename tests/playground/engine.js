// The playground's engine for tests in Node: the scripts of src/playground that need no document, as the page runs
// them.
"use strict";
const fs = require("fs"), path = require("path");
const folder = path.join(__dirname, "../../src/playground");
const files = ["random.js", "single_precision.js", "functions.js", "network.js", "trainer.js", "toy_sets.js",
  "table.js", "model_file.js", "diagnosis.js", "presets.js"];
const source = files.map(file => fs.readFileSync(path.join(folder, file), "utf8")).join("\n");
module.exports = new Function(`${source}
  return {...playRandom, ...playFunctions, ...playNetwork, ...playTrainer, ...playToySets, ...playTable,
    ...playModelFile,
          ...playDiagnosis, ...playPresets};`)();
