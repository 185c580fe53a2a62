// The files that leave the page: the model, the config that trains it, and the training rows.
"use strict";
const playSavedFiles = (() => {
  const {saveFile} = binetPage;
  const {printCsv} = playTable;

  const fileNames = table => {
    const stem = table.name.replace(/(\.csv|\.tsv|\.txt)?(\.gz|\.zst)?$/, "");
    return {model: `${stem}-model.json`, config: `${stem}-config.json`, rows: `${stem}-rows.csv`};
  };
  const configOf = state => playModelFile.makeConfig(state.trainer, state.table, state.inputs, {
    training: fileNames(state.table).rows,
    epochs: state.viewed ?? state.trainer.epoch,
    output: fileNames(state.table).model,
  });
  const modelOf = state =>
    playModelFile.makeModel(state.trainer, state.table, state.encoder, state.rows.training, configOf(state));

  const saveModel = state =>
    saveFile(fileNames(state.table).model, JSON.stringify(modelOf(state), null, 1) + "\n", "application/json");
  const saveConfig = state =>
    saveFile(fileNames(state.table).config, JSON.stringify(configOf(state), null, 2) + "\n", "application/json");
  const saveRows = ({table, rows}) => saveFile(fileNames(table).rows, printCsv(table, rows.training), "text/csv");

  // The commands that use the saved files.
  function commandsFor(table) {
    const {model, config, rows} = fileNames(table);
    const quoted = name => /[^\w.-]/.test(name) ? `'${name.replaceAll("'", "'\\''")}'` : name;
    return `binet predict ${quoted(model)} ${quoted(rows)}\nbinet train -c ${quoted(config)}`;
  }

  return {commandsFor, saveConfig, saveModel, saveRows};
})();
