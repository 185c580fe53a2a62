#include "export/model_description.hpp"

#include "base/csv_field.hpp"
#include "base/number_text.hpp"
#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "binet/table/table.hpp"
#include "math/random.hpp"
#include "math/sigmoid.hpp"
#include "model/member.hpp"

#include <algorithm>
#include <limits>

namespace binet {
namespace {

constexpr Index kTestRows = 24;
constexpr const char* kUnseen = "(never seen)";
constexpr const char* kMissing = "(missing)";  ///< an empty cell may be a level

std::vector<std::string> used_columns(const Classifier& model, ColumnType type) {
  std::vector<std::string> names;
  for (const ColumnSchema& column : model.schema.columns) {
    if (column.dropped.empty() && column.type == type) names.push_back(column.name);
  }
  return names;
}

std::size_t place_of(const std::string& name, const std::vector<std::string>& names) {
  return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

EncoderDescription describe_encoder(const Encoder& encoder, const ModelDescription& model, const std::string& offset) {
  EncoderDescription description;
  for (const NumericEncoding& e : encoder.numeric()) {
    std::size_t column = place_of(e.column, model.number_columns);
    if (column == model.number_columns.size()) {
      const auto term = std::ranges::find(model.terms, e.column, &TermColumn::name);
      column += static_cast<std::size_t>(term - model.terms.begin());
    }
    description.numbers.push_back(
        {column, e.center, e.scale, e.clip, e.missing_indicator,
         e.column == offset ? std::numeric_limits<double>::quiet_NaN() : 0.0, e.edges});
  }
  for (const CategoryEncoding& e : encoder.categories()) {
    CategoryInput& input = description.categories.emplace_back();
    input = {place_of(e.column, model.category_columns), e.levels, {}, e.pooled, e.missing};
    const bool has_code = std::ranges::find(e.levels, e.reference) != e.levels.end();
    if (!e.reference.empty() && !has_code) input.reference = e.reference;
  }
  const FeatureShape shape = encoder.shape();
  description.dense_count = shape.dense;
  for (const Index levels : shape.levels) description.code_count += levels;
  return description;
}

MemberDescription describe_member(const Member& member) {
  MemberDescription description{member.encoder, member.weight, {}};
  for (std::size_t layer = 0; layer < member.network.layer_count(); ++layer) {
    for (const InferenceStep& step :
         member.network.layer(layer).inference_steps(member.network.layer_parameters(layer))) {
      description.steps.push_back(step);
    }
  }
  return description;
}

Index widest_place(const ModelDescription& model, const Classifier& classifier) {
  Index widest = 1;
  for (const Encoder& encoder : classifier.encoders) widest = std::max(widest, encoder.shape().one_hot_size());
  for (const MemberDescription& member : model.members) {
    for (const InferenceStep& step : member.steps) widest = std::max(widest, step.units);
  }
  return widest;
}

/// The text of a cell of a generated row: within what training saw, and beyond unless `within`; missing; never seen.
std::string generated_cell(const ColumnSchema& column, bool within, Index row, Random& random) {
  if (row == 0 || random.uniform() < 0.1) return kMissing;
  if (column.type == ColumnType::numeric) {
    constexpr double kLargest = std::numeric_limits<double>::max();
    const double beyond = within ? 0 : 0.2;
    const double place = (1 + 2 * beyond) * random.uniform() - beyond;  // the range itself may exceed the largest
                                                                        // double
    return shortest_digits(std::clamp(column.minimum * (1 - place) + column.maximum * place, -kLargest, kLargest));
  }
  if (random.uniform() < 0.1 || column.levels.empty()) return kUnseen;
  return column.levels[static_cast<std::size_t>(random.below(static_cast<Index>(column.levels.size())))];
}

/// Those of the rows for which every term is defined, with their probabilities.
std::vector<ExportTestRow> rows_with_terms(const Classifier& model, const Table& table,
                                           const std::vector<ExportTestRow>& rows) {
  std::vector<ExportTestRow> kept;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Index row[] = {static_cast<Index>(r)};
    try {
      const double logit = model.logits(table, row)[0];
      kept.push_back(rows[r]);
      kept.back().probability = sigmoid(logit);
    } catch (const Error&) {
      continue;  // a logarithm of a number below 0: the model refuses such a row
    }
  }
  return kept;
}

/// Lengths of the generated sequences, which end with the last row.
bool begins_sequence(Index row, Index count) {
  for (Index begin = 0, length = 1; begin < count; begin += length, length = length * 2 + 1) {
    if (begin == row) return true;
  }
  return false;
}

/// Generated rows in the form of a CSV file, so that a test compares with the program's complete path from text to
/// probability.
struct GeneratedRows {
  std::vector<ExportTestRow> rows;  ///< without probabilities
  Table table;
};

GeneratedRows generate_rows(const ModelDescription& description, const Classifier& model, Index count) {
  std::vector<std::string> columns = description.number_columns;
  columns.insert(columns.end(), description.category_columns.begin(), description.category_columns.end());
  const bool sequences = description.kept > 0;
  std::vector<std::string> titles = columns, numbers = description.number_columns;
  if (sequences) {
    titles.push_back(description.sequence);
    numbers.push_back(description.sequence);
    if (!description.order.empty()) {
      titles.push_back(description.order);
      numbers.push_back(description.order);
    }
  }
  std::string csv = joined(titles, ",", detail::quoted_field);
  Random random(1);
  std::vector<ExportTestRow> rows(static_cast<std::size_t>(count));
  Index sequence = 0;
  for (Index r = 0; r < count; ++r) {
    ExportTestRow& row = rows[static_cast<std::size_t>(r)];
    std::vector<std::string> cells;
    for (const std::string& name : columns) {
      const auto column = std::ranges::find(model.schema.columns, name, &ColumnSchema::name);
      std::string cell = generated_cell(*column, !model.schema.terms.empty(), r, random);
      if (cell == kMissing && name == model.schema.offset) cell = "0";  // the model refuses a row without one
      cells.push_back(detail::quoted_field(cell));
      if (column->type == ColumnType::numeric) {
        row.numbers.push_back(cell == kMissing ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell));
      } else {
        row.categories.push_back(cell == kMissing ? std::nullopt : std::optional(cell));
      }
    }
    if (sequences) {
      row.begins = begins_sequence(r, count);
      sequence += row.begins;
      cells.push_back(std::to_string(sequence));
      if (!description.order.empty()) cells.push_back(std::to_string(r));
    }
    csv += "\n" + joined(cells, ",");
  }
  const TableOptions options{.csv = {{.delimiter = ','}, {}, {kMissing}},
                             .categorical = description.category_columns,
                             .numeric = numbers};
  return {std::move(rows), parse_table(csv + "\n", options, "rows generated for a test")};
}

std::vector<ExportTestRow> make_test_rows(const ModelDescription& description, const Classifier& model) {
  GeneratedRows generated = generate_rows(description, model, kTestRows);
  if (!model.schema.terms.empty()) return rows_with_terms(model, generated.table, generated.rows);
  const VectorD probability = model.predict(generated.table);
  for (std::size_t r = 0; r < generated.rows.size(); ++r) {
    generated.rows[r].probability = probability[static_cast<Index>(r)];
  }
  return std::move(generated.rows);
}

}  // namespace

ModelDescription describe_model(const Classifier& model) {
  ModelDescription description;
  description.target = model.schema.target.name;
  description.positive = model.schema.target.positive;
  description.negative = model.schema.target.negative;
  description.number_columns = used_columns(model, ColumnType::numeric);
  for (const TermSchema& term : model.schema.terms) {
    if (term.column.dropped.empty()) description.terms.push_back(term.definition);
  }
  description.category_columns = used_columns(model, ColumnType::category);
  if (description.number_columns.empty() && description.category_columns.empty()) {
    throw Error("the model uses no column: there is nothing to export");
  }
  for (const Encoder& encoder : model.encoders) {
    description.encoders.push_back(describe_encoder(encoder, description, model.schema.offset));
  }
  for (const Member& member : model.members) description.members.push_back(describe_member(member));
  description.sequence = model.schema.sequence.sequence;
  description.order = model.schema.sequence.order;
  for (const MemberDescription& member : description.members) {
    for (const InferenceStep& step : member.steps) description.kept += step.kept();
  }
  description.calibration = model.calibration;
  description.threshold = model.threshold;
  description.widest = widest_place(description, model);
  description.test_rows = make_test_rows(description, model);
  return description;
}

Table generated_rows(const ModelDescription& description, const Classifier& model, Index count) {
  return generate_rows(description, model, count).table;
}

}  // namespace binet
