#include "binet/modelfile/model_file.hpp"

#include "binet/base/error.hpp"
#include "binet/base/page_memory.hpp"
#include "io/byte_source.hpp"
#include "io/output_file.hpp"
#include "json/json_place.hpp"
#include "json/json_text.hpp"
#include "json/tensor_text.hpp"
#include "model/member.hpp"
#include "modelfile/evidence_json.hpp"
#include "modelfile/model_json.hpp"
#include "modelfile/terms_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <unordered_set>

namespace binet {

namespace {

constexpr const char* kFormat = "binet-model";

/// Refuses null, which reads as NaN.
double read_finite(const JsonPlace& place) {
  const auto number = place.get<double>();
  if (!std::isfinite(number)) place.fail("a finite number");
  return number;
}

double read_share(const JsonPlace& place) {
  const auto share = place.get<double>();
  if (!(share >= 0 && share <= 1)) place.fail("a number from 0 to 1");
  return share;
}

double read_nonnegative(const JsonPlace& place) {
  const double number = read_finite(place);
  if (number < 0) place.fail("a number, 0 or more");
  return number;
}

void require_count(const JsonPlace& object, const char* name) {
  const auto found = object.find(name);
  if (found && found->get<std::int64_t>() < 0) found->fail("a whole number, 0 or more");
}

void require_distinct(const JsonPlace& list, const std::vector<std::string>& texts) {
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!seen.insert(texts[i]).second) list[i].fail("a text that is listed only once");
  }
}

// Each part of the file is described once: the same function writes and reads it.

template <class Target, class Field>
void describe_target(Target& target, Field&& field) {
  field("name", target.name);
  field("positive", target.positive);
  field("negative", target.negative);
  field("numeric", target.numeric);
}

template <class Column, class Field>
void describe_column(Column& column, Field&& field) {
  field("name", column.name);
  field("field", column.source.field, std::string());
  field("notation", column.source.notation, std::string());
  field("unit", column.source.unit, std::string());
  field("part", column.source.part, std::string());
  field("origin", column.source.origin, 0.0);
  field("missing", column.missing, Index{0});
  field("minimum", column.minimum, 0.0);
  field("maximum", column.maximum, 0.0);
  field("mean", column.mean, 0.0);
  field("dropped", column.dropped, std::string());
  field("only_in_terms", column.only_in_terms, false);
  field("levels", column.levels, std::vector<std::string>());
  field("bin_edges", column.histogram.edges, std::vector<double>());
  field("bin_levels", column.histogram.levels, std::vector<std::string>());
  field("bin_shares", column.histogram.shares, std::vector<double>());
}

template <class Encoding, class Field>
void describe_numeric(Encoding& encoding, Field&& field) {
  field("column", encoding.column);
  field("center", encoding.center);
  field("scale", encoding.scale);
  field("clip", encoding.clip, 0.0);
  field("missing_indicator", encoding.missing_indicator, false);
  field("edges", encoding.edges, std::vector<double>());
}

template <class Encoding, class Field>
void describe_category(Encoding& encoding, Field&& field) {
  field("column", encoding.column);
  field("pooled", encoding.pooled, false);
  field("missing", encoding.missing, false);
  field("reference", encoding.reference, std::string());
}

/// The type and the settings that it reads; an unknown type has none.
template <class Spec, class Field>
void describe_layer(Spec& layer, Field&& field) {
  const LayerSpec usual;
  field("type", layer.type);
  const auto known = std::ranges::find(layer_types(), layer.type, &LayerType::name);
  const auto read = [&](const char* name, auto& value, const auto& usual_value) {
    if (known != layer_types().end() && known->reads(name)) field(name, value, usual_value);
  };
  read("units", layer.units, usual.units);
  read("activation", layer.activation, usual.activation);
  read("rate", layer.rate, usual.rate);
  read("input_scale", layer.input_scale, usual.input_scale);
}

template <class Solver, class Field>
void describe_convergence(Solver& convergence, Field&& field) {
  field("converged", convergence.converged);
  field("iterations", convergence.iterations);
  field("objective", convergence.objective);
  field("gradient_norm", convergence.gradient_norm);
  field("relative_gradient_norm", convergence.relative_gradient_norm);
  field("interrupted", convergence.interrupted, false);
}

template <class Likelihood, class Field>
void describe_likelihood(Likelihood& likelihood, Field&& field) {
  field("deviance", likelihood.deviance);
  field("null_deviance", likelihood.null_deviance);
  field("parameters", likelihood.parameters);
}

template <class Report, class Field>
void describe_report(Report& report, Field&& field) {
  field("recipe", report.recipe);
  field("rows", report.rows);
  field("validation_rows", report.validation_rows);
  field("validated_on", report.validated_on);
  field("base_log_loss", report.base_log_loss);
  field("positive_share", report.positive_share);
  field("seed", report.seed);
  field("data_hash", report.data_hash);
  field("epochs", report.epochs, 0);
  field("best_epoch", report.best_epoch, 0);
  field("l1", report.l1);
  field("l2", report.l2);
  field("interrupted", report.interrupted, false);
  field("verdict", report.verdict);
  field("notes", report.notes, std::vector<std::string>());
  field("standard_errors", report.standard_errors, std::vector<double>());
  field("original_intercept_error", report.original_intercept_error, 0.0);
  field("covariance", report.covariance, std::vector<double>());
  field("prediction_edges", report.predictions.edges, std::vector<double>());
  field("prediction_shares", report.predictions.shares, std::vector<double>());
}

template <class Line, class Field>
void describe_reliability(Line& line, Field&& field) {
  field("intercept", line.intercept);
  field("slope", line.slope);
  field("intercept_variance", line.intercept_variance);
  field("covariance", line.covariance);
  field("slope_variance", line.slope_variance);
}

/// Throws Error unless there is one share per bin and the edges are ascending.
void require_histogram(const JsonPlace& shares, const ColumnHistogram& histogram) {
  const bool ascending =
      std::ranges::adjacent_find(histogram.edges, std::ranges::greater_equal()) == histogram.edges.end();
  const bool fits = histogram.shares.size() == std::max(histogram.edges.size(), histogram.levels.size()) + 1;
  if (!fits || !ascending) shares.fail("one share per bin, whose edges ascend");
}

Json columns_to_json(const std::vector<ColumnSchema>& columns) {
  Json list = Json::array();
  for (const ColumnSchema& column : columns) {
    Json item;
    item["type"] = column.type == ColumnType::numeric ? "numeric" : "category";
    describe_column(column, FieldWriter(item));
    list.push_back(std::move(item));
  }
  return list;
}

TargetSchema target_from_json(const JsonPlace& place) {
  TargetSchema target;
  FieldReader reader(place);
  describe_target(target, reader);
  reader.finish();
  if (target.positive == target.negative) place["negative"].fail("another class than \"positive\"");
  return target;
}

std::vector<ColumnSchema> columns_from_json(const JsonPlace& list) {
  std::vector<ColumnSchema> columns(list.size());
  std::unordered_set<std::string> names;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const JsonPlace item = list[i];
    const auto type = item["type"].get<std::string>();
    if (type != "numeric" && type != "category") item["type"].fail("\"numeric\" or \"category\"");
    columns[i].type = type == "numeric" ? ColumnType::numeric : ColumnType::category;
    FieldReader reader(item);
    describe_column(columns[i], reader);
    reader.finish({"type"});
    require_count(item, "missing");
    if (const auto levels = item.find("levels")) require_distinct(*levels, columns[i].levels);
    if (const auto shares = item.find("bin_shares")) require_histogram(*shares, columns[i].histogram);
    if (!names.insert(columns[i].name).second) item["name"].fail("a name no other column has");
  }
  return columns;
}

/// The columns that a member may encode, by name: those of the file and those of terms.
using ColumnsByName = std::unordered_map<std::string_view, const ColumnSchema*>;

ColumnsByName columns_by_name(const Schema& schema) {
  ColumnsByName columns;
  for (const ColumnSchema& column : schema.columns) columns.emplace(column.name, &column);
  for (const TermSchema& term : schema.terms) columns.emplace(term.column.name, &term.column);
  return columns;
}

const ColumnSchema* find_column(const ColumnsByName& columns, const std::string& name) {
  const auto found = columns.find(name);
  return found == columns.end() ? nullptr : found->second;
}

/// The column of an encoding: one of the model's columns, of the right type, encoded only once.
const ColumnSchema& encoded_column(const JsonPlace& item, const ColumnsByName& columns, ColumnType type,
                                   std::unordered_set<std::string>& encoded) {
  const auto name = item["column"].get<std::string>();
  const ColumnSchema* const column = find_column(columns, name);
  if (column == nullptr || column->type != type) {
    item["column"].fail(std::string("one of the model's columns of ") +
                        (type == ColumnType::numeric ? "numbers" : "categories"));
  }
  if (!encoded.insert(name).second) item["column"].fail("a column that is not encoded twice");
  return *column;
}

/// The levels are omitted if an encoding uses all levels of its column.
Json encoder_to_json(const Encoder& encoder, const Schema& schema) {
  Json numeric = Json::array(), categories = Json::array();
  const ColumnsByName columns = columns_by_name(schema);
  for (const NumericEncoding& encoding : encoder.numeric()) {
    describe_numeric(encoding, FieldWriter(numeric.emplace_back(Json::object())));
  }
  for (const CategoryEncoding& encoding : encoder.categories()) {
    Json& item = categories.emplace_back(Json::object());
    describe_category(encoding, FieldWriter(item));
    const ColumnSchema* const column = find_column(columns, encoding.column);
    if (column == nullptr || column->levels != encoding.levels) item["levels"] = encoding.levels;
  }
  return {{"numeric", std::move(numeric)}, {"categories", std::move(categories)}};
}

Encoder encoder_from_json(const JsonPlace& place, const Schema& schema) {
  place.require_keys({"numeric", "categories"});
  std::unordered_set<std::string> encoded;
  const ColumnsByName columns = columns_by_name(schema);
  std::vector<NumericEncoding> numeric(place["numeric"].size());
  for (std::size_t i = 0; i < numeric.size(); ++i) {
    const JsonPlace item = place["numeric"][i];
    FieldReader reader(item);
    describe_numeric(numeric[i], reader);
    reader.finish();
    encoded_column(item, columns, ColumnType::numeric, encoded);
    read_finite(item["center"]);
    if (read_finite(item["scale"]) <= 0) item["scale"].fail("a number above 0");
    if (const auto clip = item.find("clip")) read_nonnegative(*clip);
    const std::vector<double>& edges = numeric[i].edges;
    const bool ascending = std::ranges::adjacent_find(edges, std::ranges::greater_equal()) == edges.end() &&
                           std::ranges::all_of(edges, [](double edge) { return std::isfinite(edge); });
    if (edges.size() == 1 || !ascending) item["edges"].fail("two or more ascending numbers");
  }
  std::vector<CategoryEncoding> categories(place["categories"].size());
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const JsonPlace item = place["categories"][i];
    FieldReader reader(item);
    describe_category(categories[i], reader);
    reader.finish({"levels"});
    categories[i].levels = encoded_column(item, columns, ColumnType::category, encoded).levels;
    if (const auto levels = item.find("levels")) {
      levels->read(categories[i].levels);
      require_distinct(*levels, categories[i].levels);
    }
  }
  return {std::move(numeric), std::move(categories), schema.sequence};
}

/// Tensors go to `tensors`; the JSON holds their index.
Json layer_to_json(const Network& network, std::size_t layer, std::vector<TensorRows>& tensors) {
  const LayerSpec spec = layer < network.hidden().size() ? network.hidden()[layer] : output_layer();
  Json item;
  describe_layer(spec, FieldWriter(item));
  Json& blocks = item["tensors"] = Json::array();
  for (const ParameterBlock& block : network.parameter_blocks(layer)) {
    const ConstSpan numbers = network.block(block);
    TensorRows rows{{numbers.begin(), numbers.end()}, {}};
    for (Index row = 1; row <= block.rows; ++row)
      rows.row_ends.push_back(static_cast<std::size_t>(row * block.columns));
    blocks.push_back({{"name", block.name}, {"shape", {block.rows, block.columns}}, {"values", tensors.size()}});
    tensors.push_back(std::move(rows));
  }
  return item;
}

void read_tensor(const JsonPlace& place, const TensorRows& rows, const ParameterBlock& block, Span values) {
  const auto shape = place["shape"].get<std::vector<Index>>();
  if (shape != std::vector<Index>{block.rows, block.columns}) {
    place["shape"].fail("[" + std::to_string(block.rows) + ", " + std::to_string(block.columns) + "]");
  }
  const std::string where = place.file() + ": " + place.path() + ".values: ";
  const auto columns = static_cast<std::size_t>(block.columns);
  if (rows.row_ends.size() != static_cast<std::size_t>(block.rows)) {
    throw Error(where + "expected " + std::to_string(block.rows) + " rows, found " +
                std::to_string(rows.row_ends.size()));
  }
  for (std::size_t row = 0; row < rows.row_ends.size(); ++row) {
    const std::size_t found = rows.row_ends[row] - (row == 0 ? 0 : rows.row_ends[row - 1]);
    if (found == columns) continue;
    throw Error(where + "row " + std::to_string(row + 1) + ": expected " + std::to_string(columns) +
                " numbers, found " + std::to_string(found));
  }
  std::copy(rows.numbers.begin(), rows.numbers.end(), values.begin());
}

void read_layer(const JsonPlace& place, const std::vector<TensorRows>& tensors, std::size_t layer, Network& network) {
  const std::vector<ParameterBlock> blocks = network.parameter_blocks(layer);
  const JsonPlace list = place["tensors"];
  if (list.size() != blocks.size()) list.fail("a list of " + std::to_string(blocks.size()));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const JsonPlace tensor = list[i];
    tensor.require_keys({"name", "shape", "values"});
    if (tensor["name"].get<std::string>() != blocks[i].name) tensor["name"].fail("\"" + blocks[i].name + "\"");
    const auto index = tensor["values"].get<std::uint64_t>();
    if (index >= tensors.size()) tensor["values"].fail("a list of rows");
    read_tensor(tensor, tensors[index], blocks[i], network.block(blocks[i]));
  }
}

Json shape_to_json(const FeatureShape& shape) {
  return {{"dense", shape.dense}, {"levels", shape.levels}, {"bins", shape.bins}};
}

Json member_to_json(const Member& member, std::vector<TensorRows>& tensors) {
  Json layers = Json::array();
  for (std::size_t i = 0; i < member.network.layer_count(); ++i) {
    layers.push_back(layer_to_json(member.network, i, tensors));
  }
  return {{"encoder", member.encoder},
          {"weight", member.weight},
          {"input", shape_to_json(member.network.input_shape())},
          {"layers", std::move(layers)}};
}

void require_shape(const JsonPlace& place, const FeatureShape& shape) {
  const Json expected = shape_to_json(shape);
  place.require_keys({"dense", "levels", "bins"});
  for (const auto& item : expected.items()) {
    if (place[item.key()].value() != item.value()) place.fail("the shape its encoder makes: " + expected.dump());
  }
}

/// Checked before memory is allocated: a network has no more parameters than the file has numbers. Finds a number of
/// units that does not fit the tensors, whatever shapes these claim.
void require_numbers_for(const JsonPlace& layers, const std::vector<LayerSpec>& specs,
                         const std::vector<TensorRows>& tensors) {
  double numbers = 0, units_below = 1;
  for (const TensorRows& rows : tensors) numbers += static_cast<double>(rows.numbers.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto units = static_cast<double>(specs[i].units);
    if (units < 0 || units * units_below > numbers)
      layers[i]["units"].fail("a number of units that fits the weights in the file");
    if (units > 0) units_below = units;
  }
}

/// Impossible layers are an error in the file, not in the user's request.
Network make_network(const FeatureShape& shape, std::vector<LayerSpec> specs, const JsonPlace& place) {
  try {
    return Network(shape, std::move(specs));
  } catch (const UsageError& error) {
    throw Error(place.file() + ": " + place.path() + ": " + error.what());
  }
}

Member member_from_json(const JsonPlace& place, const std::vector<TensorRows>& tensors,
                        const std::vector<Encoder>& encoders) {
  place.require_keys({"encoder", "weight", "input", "layers"});
  const auto encoder = place["encoder"].get<std::uint64_t>();
  if (encoder >= encoders.size()) place["encoder"].fail("an index below " + std::to_string(encoders.size()));
  const FeatureShape shape = encoders[encoder].shape();
  const JsonPlace input = place["input"], layers = place["layers"];
  require_shape(input, shape);

  std::vector<LayerSpec> specs(layers.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const JsonPlace layer = layers[i];
    FieldReader reader(layer);
    describe_layer(specs[i], reader);
    reader.finish({"tensors"});
  }
  if (specs.empty() || specs.back() != output_layer()) layers.fail("a dense layer with one unit at the end");
  require_numbers_for(layers, specs, tensors);
  specs.pop_back();

  Member member{encoder, read_share(place["weight"]), make_network(shape, std::move(specs), layers)};
  for (std::size_t i = 0; i < layers.size(); ++i) read_layer(layers[i], tensors, i, member.network);
  return member;
}

Json numbers_to_json(const std::vector<std::pair<std::string, double>>& numbers) {
  Json item = Json::object();
  for (const auto& [name, value] : numbers) item[name] = value;
  return item;
}

std::vector<std::pair<std::string, double>> numbers_from_json(const JsonPlace& place) {
  std::vector<std::pair<std::string, double>> numbers;
  for (const auto& item : place.value().items()) {
    numbers.emplace_back(item.key(), place[item.key()].get<double>());
  }
  return numbers;
}

Json report_to_json(const TrainingReport& report) {
  Json item;
  describe_report(report, FieldWriter(item));
  if (report.convergence) {
    Json& convergence = item["convergence"] = Json::object();
    describe_convergence(*report.convergence, FieldWriter(convergence));
  }
  if (report.likelihood) describe_likelihood(*report.likelihood, FieldWriter(item["likelihood"]));
  if (report.reliability_line) describe_reliability(*report.reliability_line, FieldWriter(item["reliability"]));
  item["validation_metrics"] = numbers_to_json(report.validation_metrics);
  if (!report.validation_errors.empty()) item["validation_errors"] = numbers_to_json(report.validation_errors);
  if (!report.logistic_metrics.empty()) item["logistic_metrics"] = numbers_to_json(report.logistic_metrics);
  if (const Evidence& evidence = evidence_of(report); !evidence.empty()) item["evidence"] = evidence_to_json(evidence);
  return item;
}

TrainingReport report_from_json(const JsonPlace& place) {
  TrainingReport report;
  FieldReader reader(place);
  describe_report(report, reader);
  if (const auto shares = place.find("prediction_shares")) require_histogram(*shares, report.predictions);
  reader.finish({"convergence", "likelihood", "reliability", "validation_metrics", "validation_errors",
                 "logistic_metrics", "evidence"});
  if (const double share = report.positive_share; !(share > 0 && share < 1)) {
    place["positive_share"].fail("a number between 0 and 1, both excluded");
  }
  for (const char* const count : {"rows", "validation_rows", "epochs", "best_epoch"}) require_count(place, count);
  for (const char* const penalty : {"l1", "l2"}) read_nonnegative(place[penalty]);
  if (const auto convergence = place.find("convergence")) {
    FieldReader fields(*convergence);
    describe_convergence(report.convergence.emplace(), fields);
    fields.finish();
  }
  if (const auto reliability = place.find("reliability")) {
    FieldReader fields(*reliability);
    describe_reliability(report.reliability_line.emplace(), fields);
    fields.finish();
  }
  if (const auto likelihood = place.find("likelihood")) {
    FieldReader fields(*likelihood);
    describe_likelihood(report.likelihood.emplace(), fields);
    fields.finish();
  }
  report.validation_metrics = numbers_from_json(place["validation_metrics"]);
  if (const auto errors = place.find("validation_errors")) report.validation_errors = numbers_from_json(*errors);
  if (const auto logistic = place.find("logistic_metrics")) report.logistic_metrics = numbers_from_json(*logistic);
  if (const auto evidence = place.find("evidence"))
    report.evidence = std::make_shared<const Evidence>(evidence_from_json(*evidence));
  return report;
}

/// An old file lists all words for missing cells; a new file lists those added to the usual ones, or replacing them.
void read_missing_words(const JsonPlace& data, CsvOptions& csv) {
  std::vector<std::string> words;
  FieldReader field(data);
  field("missing", words, std::vector<std::string>());
  const auto only = data.find("missing_only");
  if (!only && words.empty()) return;
  std::optional<std::vector<std::string>> instead;
  if (!only) {
    csv.missing = words;
    csv.missing_numbers.clear();
    return;
  }
  if (!only->value().is_null()) only->read(instead.emplace());
  csv.set_missing(instead, words);
}

/// One character, or null.
void read_character(const JsonPlace& data, const char* key, std::optional<char>& character) {
  const auto place = data.find(key);
  if (!place || place->value().is_null()) return;
  const auto text = place->get<std::string>();
  if (text.size() != 1) place->fail("one character");
  character = text[0];
}

/// The settings are stored unchanged. Only how the training file was read matters when other files are read.
void read_settings(const JsonPlace& place, Classifier& model) {
  model.report.settings = format_json(place.value());
  const auto data = place.find("data");
  if (!data) return;
  FieldReader field(*data);
  field("header", model.csv.header, CsvOptions().header);
  field("fill_short_rows", model.csv.fill_short_rows, false);
  field("comment", model.csv.comment, std::string());
  read_character(*data, "quote", model.csv.quote);
  read_character(*data, "escape", model.csv.escape);
  field("rename_duplicates", model.csv.rename_duplicates, false);
  read_missing_words(*data, model.csv);
  field("weight", model.weight_column, std::string());
  if (const auto drift = place.find("drift")) {
    FieldReader limit(*drift);
    limit("unseen", model.drift.unseen, DriftLimits().unseen);
    limit("missing", model.drift.missing, DriftLimits().missing);
    limit("range", model.drift.range, DriftLimits().range);
  }
}

template <class Sequence, class Field>
void describe_sequence(Sequence& sequence, Field&& field) {
  field("sequence", sequence.sequence);
  field("order", sequence.order, std::string());
  field("each_row", sequence.each_row, false);
  field("notation", sequence.order_source.notation, std::string());
  field("origin", sequence.order_source.origin, 0.0);
}

Json sequence_to_json(const SequenceColumns& sequence) {
  Json item;
  describe_sequence(sequence, FieldWriter(item));
  if (sequence.order_type == ColumnType::category) item["order_type"] = "category";
  return item;
}

SequenceColumns sequence_from_json(const JsonPlace& place) {
  SequenceColumns sequence;
  FieldReader reader(place);
  describe_sequence(sequence, reader);
  reader.finish({"order_type"});
  if (sequence.sequence.empty()) place["sequence"].fail("the name of a column");
  if (const auto type = place.find("order_type")) {
    if (type->get<std::string>() != "category") type->fail("\"category\", or nothing for numbers");
    sequence.order_type = ColumnType::category;
  }
  return sequence;
}

Json model_to_json(const Classifier& model, std::vector<TensorRows>& tensors) {
  Json document{{"format", kFormat}, {"version", kModelFileVersion}, {"written_by", "binet " BINET_VERSION}};
  describe_target(model.schema.target, FieldWriter(document["target"]));
  document["threshold"] = {{"value", model.threshold}, {"rule", model.threshold_rule}};
  document["calibration"] = {{"intercept", model.calibration.intercept}, {"slope", model.calibration.slope}};
  document["training"] = report_to_json(model.report);
  document["config"] = model.report.settings.empty() ? Json::object() : parse_json(model.report.settings, "settings");
  document["columns"] = columns_to_json(model.schema.columns);
  if (!model.schema.terms.empty()) document["terms"] = terms_to_json(model.schema.terms);
  document["schema_rows"] = model.schema.rows;
  if (!model.schema.intercept) document["intercept"] = false;
  if (!model.schema.offset.empty()) document["offset"] = model.schema.offset;
  if (model.schema.sequence.used()) document["sequences"] = sequence_to_json(model.schema.sequence);
  Json& encoders = document["encoders"] = Json::array();
  for (const Encoder& encoder : model.encoders) encoders.push_back(encoder_to_json(encoder, model.schema));
  Json& members = document["members"] = Json::array();
  for (const Member& member : model.members) members.push_back(member_to_json(member, tensors));
  return document;
}

/// The weights must sum to 1: otherwise the mixture could exceed 1.
void require_shares(const JsonPlace& members, const std::vector<Member>& read) {
  constexpr double kRounding = 1e-6;
  double sum = 0;
  for (const Member& member : read) sum += member.weight;
  if (std::abs(sum - 1) <= kRounding) return;
  throw Error(members.file() + ": " + members.path() + ": the weights add up to " + std::to_string(sum) +
              "; expected 1");
}

Classifier model_from_json(const JsonPlace& document, const std::vector<TensorRows>& tensors) {
  Classifier model;
  document.require_keys({"format", "version", "written_by", "target", "threshold", "calibration", "training", "config",
                         "columns", "terms", "schema_rows", "intercept", "offset", "sequences", "encoders", "members"});
  model.schema.target = target_from_json(document["target"]);
  const JsonPlace threshold = document["threshold"], calibration = document["calibration"];
  threshold.require_keys({"value", "rule"});
  calibration.require_keys({"intercept", "slope"});
  threshold["rule"].read(model.threshold_rule);
  model.threshold = read_share(threshold["value"]);
  model.calibration.intercept = read_finite(calibration["intercept"]);
  model.calibration.slope = read_finite(calibration["slope"]);
  model.report = report_from_json(document["training"]);
  read_settings(document["config"], model);
  model.schema.columns = columns_from_json(document["columns"]);
  if (const auto terms = document.find("terms")) model.schema.terms = terms_from_json(*terms, model.schema);
  document["schema_rows"].read(model.schema.rows);
  require_count(document, "schema_rows");
  if (const auto intercept = document.find("intercept")) intercept->read(model.schema.intercept);
  if (const auto offset = document.find("offset")) {
    offset->read(model.schema.offset);
    if (find_offset(model.schema) == nullptr) offset->fail("the name of a column of numbers");
  }
  if (const auto sequences = document.find("sequences")) model.schema.sequence = sequence_from_json(*sequences);
  const JsonPlace encoders = document["encoders"], members = document["members"];
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    model.encoders.push_back(encoder_from_json(encoders[i], model.schema));
  }
  if (members.size() == 0) members.fail("at least one member");
  for (std::size_t i = 0; i < members.size(); ++i) {
    model.members.push_back(member_from_json(members[i], tensors, model.encoders));
  }
  require_shares(members, model.members);
  return model;
}

/// An error here is an error in the file, not in the user's request.
template <class Read>
auto as_file_error(Read&& read) {
  try {
    return read();
  } catch (const UsageError& error) {
    throw Error(error.what());
  }
}

/// Says what the document is instead, if it can be recognised.
[[noreturn]] void fail_as_other_document(const std::string& file, const Json& value) {
  std::string found;
  if (!value.is_object()) {
    found = "JSON, but no object";
  } else if (value.contains("format") && value["format"].is_string()) {
    found = "a file of format " + show_json(value["format"]);
  } else if (value.contains("data") || value.contains("model") || value.contains("training") ||
             value.contains("$schema")) {
    found = "a config; binet train -c " + file + " makes a model of it";
  } else {
    found = "JSON of another kind";
  }
  throw Error(file + ": not a Binet model: expected JSON with \"format\": \"" + kFormat + "\", found " + found);
}

void check_format(const JsonPlace& document) {
  const Json& value = document.value();
  if (!value.is_object() || !value.contains("format") || value["format"] != kFormat) {
    fail_as_other_document(document.file(), value);
  }
  const auto version = document["version"].get<std::int64_t>();
  if (version > kModelFileVersion) {
    throw Error(document.file() + ": model format version " + std::to_string(version) +
                " is newer than this program reads (" + std::to_string(kModelFileVersion) + "); use a newer binet");
  }
  if (version < 1) document["version"].fail("1");
}

/// All bytes of a file in large pages, which speeds up loading a large model.
struct FileBytes {
  PageMemory memory;
  std::size_t size = 0;

  explicit FileBytes(const std::string& path) {
    constexpr std::size_t kLeast = std::size_t{1} << 16;
    const auto source = open_bytes(path);
    std::error_code unknown;
    const auto likely = std::filesystem::file_size(path, unknown);
    grow(unknown ? kLeast : std::max(kLeast, static_cast<std::size_t>(likely) + 1));
    while (const std::size_t count = source->read(data() + size, memory.bytes() - size)) {
      size += count;
      if (size == memory.bytes()) grow(2 * size);
    }
  }
  std::string_view view() const { return {data(), size}; }

 private:
  char* data() const { return static_cast<char*>(memory.data()); }
  void grow(std::size_t bytes) {
    PageMemory larger(bytes);
    prefer_large_pages(larger.data(), bytes);
    if (size > 0) std::memcpy(larger.data(), data(), size);
    memory = std::move(larger);
  }
};

}  // namespace

Json model_to_document(const Classifier& model, std::vector<TensorRows>& tensors) {
  return model_to_json(model, tensors);
}

std::string print_model(const Classifier& model) {
  SplitText split;
  split.text = print_json(model_to_json(model, split.tensors)) + "\n";
  return put_tensors(split);
}

Classifier parse_model(std::string_view text, const std::string& source) {
  if (text.find('"' + std::string(kFormat) + '"') == std::string_view::npos) {
    Json other;
    try {
      other = as_file_error([&] { return parse_json(text, source); });
    } catch (const Error& error) {
      throw Error(std::string(error.what()) + "; not a Binet model");
    }
    fail_as_other_document(source, other);
  }
  const SplitText split = take_tensors(text, source);
  const Json value = as_file_error([&] { return parse_json(split.text, source); });
  const JsonPlace document(value, source);
  check_format(document);
  return model_from_json(document, split.tensors);
}

void save_model(const Classifier& model, const std::string& path) {
  write_file(path, print_model(model));
}

Classifier load_model(const std::string& path) {
  return parse_model(FileBytes(path).view(), path == "-" ? "standard input" : path);
}

}  // namespace binet
