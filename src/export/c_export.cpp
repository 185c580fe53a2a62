#include "binet/export/c_export.hpp"

#include "binet/base/error.hpp"
#include "export/c_program.hpp"
#include "binet/math/random.hpp"
#include "binet/table/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace binet {

namespace {

constexpr Index kTestRows = 24;
constexpr const char* kUnseen = "(never seen)";

/// Shortest digits that read back the same, as a C constant of a floating type.
template <class T>
std::string c_number(T value) {
  if (std::isnan(value)) return "NAN";
  char digits[40];
  std::string text(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  if (text.find_first_of(".e") == text.npos) text += ".0";
  return text + (sizeof(T) == 4 ? "f" : "");
}

/// A C string; bytes outside ASCII and what a compiler might take for something else in octal.
std::string c_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte < 127 && c != '"' && c != '\\' && c != '?') {
      quoted += c;
    } else {
      for (const int shift : {6, 3, 0}) quoted += (shift == 6 ? "\\" : "") + std::to_string((byte >> shift) & 7);
    }
  }
  return quoted + "\"";
}

/// A comment may not end early.
std::string in_comment(std::string text) {
  for (std::size_t at = 0; (at = text.find("*/", at)) != text.npos;) text.replace(at, 2, "* /");
  std::ranges::replace(text, '\n', ' ');
  return text;
}

template <class Items, class Print>
std::string listed(const Items& items, Print print) {
  std::string text;
  std::size_t line = 0;
  for (const auto& item : items) {
    const std::string printed = print(item) + ",";
    text += line + printed.size() > 110 ? "\n  " : " ";
    line = line + printed.size() > 110 ? printed.size() : line + printed.size() + 1;
    text += printed;
  }
  return "{" + text.substr(0, text.size() - 1) + "}";
}

/// Columns that the encoders read, each once, in the order of the schema.
std::vector<std::string> used_columns(const Classifier& model, ColumnType type) {
  std::vector<std::string> names;
  for (const ColumnSchema& column : model.schema.columns) {
    if (column.dropped.empty() && column.type == type) names.push_back(column.name);
  }
  return names;
}

class CFile {
 public:
  explicit CFile(const Classifier& model)
      : model_(model),
        numbers_(used_columns(model, ColumnType::numeric)),
        categories_(used_columns(model, ColumnType::category)) {
    if (numbers_.empty() && categories_.empty()) throw Error("the model uses no column: there is nothing to export");
  }

  std::string write() {
    text_ = "/* Written by Binet " BINET_VERSION ". The probability that " + in_comment(model_.schema.target.name) +
            " is \"" + in_comment(model_.schema.target.positive) +
            "\".\n   cc -std=c99 -c FILE.c makes an object; cc -std=c99 "
            "-DBINET_SELF_TEST FILE.c -lm a program that tests itself. */\n\n"
            "#include <math.h>\n#include <stddef.h>\n#include <string.h>\n\n";
    print_columns();
    text_ += std::string("typedef ") + (sizeof(Scalar) == 4 ? "float" : "double") + " binet_scalar;\n\n";
    text_ += detail::kCTypes;
    text_ += detail::kCActivations;
    print_encoders();
    print_members();
    text_ += "static const double binet_intercept = " + c_number(model_.calibration.intercept) +
             ", binet_slope = " + c_number(model_.calibration.slope) + ";\n";
    text_ += "/* The label is positive from this probability on. */\nconst double binet_threshold = " +
             c_number(model_.threshold) + ";\n\n";
    text_ += detail::kCProgram;
    print_test();
    return std::move(text_);
  }

 private:
  void print_columns() {
    const auto list = [&](const char* name, const std::vector<std::string>& columns) {
      text_ += std::string("enum { BINET_") + name + " = " + std::to_string(columns.size()) + " };\n";
      if (columns.empty()) return;
      text_ += "/*";
      for (std::size_t c = 0; c < columns.size(); ++c) {
        text_ += (c == 0 ? " " : "\n   ") + std::to_string(c) + ": " + in_comment(columns[c]);
      }
      text_ += " */\n";
    };
    list("NUMBERS", numbers_);
    list("CATEGORIES", categories_);
    text_ += "\n";
  }

  static std::string place(const std::vector<std::string>& names, const std::string& name) {
    return std::to_string(std::ranges::find(names, name) - names.begin());
  }

  /// A table of its own for a list, and its name; NULL for none.
  template <class Items, class Print>
  std::string table(const std::string& type, const std::string& name, const Items& items, Print print) {
    if (items.size() == 0) return "NULL";
    text_ += "static const " + type + name + "[] = " + listed(items, print) + ";\n";
    return name;
  }

  std::string print_numbers(const Encoder& encoder, const std::string& name) {
    std::vector<std::string> rows;
    for (const NumericEncoding& e : encoder.numeric()) {
      const std::string edges =
          table("double ", name + "_edges_" + std::to_string(rows.size()), e.edges, c_number<double>);
      rows.push_back("{" + place(numbers_, e.column) + ", " + c_number(e.center) + ", " + c_number(e.scale) + ", " +
                     c_number(e.clip) + ", " + std::to_string(e.missing_indicator) + ", " +
                     std::to_string(e.edges.size()) + ", " + edges + "}");
    }
    return table("binet_number ", name + "_numbers", rows, [](const std::string& row) { return row; });
  }

  std::string print_categories(const Encoder& encoder, const std::string& name) {
    std::vector<std::string> rows;
    for (const CategoryEncoding& e : encoder.categories()) {
      const std::string levels =
          table("char *const ", name + "_levels_" + std::to_string(rows.size()), e.levels, c_string);
      rows.push_back("{" + place(categories_, e.column) + ", " + std::to_string(e.levels.size()) + ", " + levels +
                     ", " + (e.reference.empty() ? "NULL" : c_string(e.reference)) + ", " + std::to_string(e.pooled) +
                     ", " + std::to_string(e.missing) + "}");
    }
    return table("binet_category ", name + "_categories", rows, [](const std::string& row) { return row; });
  }

  void print_encoders() {
    std::vector<std::string> rows;
    for (const Encoder& encoder : model_.encoders) {
      const std::string name = "binet_encoder_" + std::to_string(rows.size());
      const std::string numbers = print_numbers(encoder, name), categories = print_categories(encoder, name);
      const FeatureShape shape = encoder.shape();
      Index codes = 0;
      for (const Index levels : shape.levels) codes += levels;
      rows.push_back("{" + std::to_string(encoder.numeric().size()) + ", " +
                     std::to_string(encoder.categories().size()) + ", " + std::to_string(shape.dense) + ", " +
                     std::to_string(codes) + ", " + numbers + ", " + categories + "}");
      widest_ = std::max(widest_, shape.one_hot_size());
    }
    table("binet_encoder ", "binet_encoders", rows, [](const std::string& row) { return row; });
    text_ += "\n";
  }

  /// The layer as one row of a table, after the tables of its tensors.
  std::string print_layer(const Network& network, std::size_t layer, const std::string& name) {
    const bool output = layer == network.hidden().size();
    const LayerSpec spec = output ? LayerSpec{.units = 1, .activation = "identity"} : network.hidden()[layer];
    const auto tensor = [&](const char* wanted) -> std::string {
      for (const ParameterBlock& block : network.parameter_blocks(layer)) {
        if (block.name != wanted) continue;
        return table("binet_scalar ", name + "_" + wanted, network.block(block), c_number<Scalar>);
      }
      return "NULL";
    };
    const bool norm = spec.type == "layer_norm", activation = spec.type == "activation";
    const char* type = norm                   ? "BINET_LAYER_NORM"
                       : activation           ? "BINET_ACTIVATION"
                       : spec.type == "gated" ? "BINET_GATED"
                                              : "BINET_DENSE";
    const Index units = network.layer(layer).output_size();
    const std::string inputs = std::to_string(units_);
    units_ = units;
    widest_ = std::max(widest_, units);
    const std::string tensors = tensor(norm ? "gain" : "weights") + ", " + tensor("bias") + ", " + tensor("scale") +
                                ", " + tensor("gate_weights") + ", " + tensor("gate_bias");
    return std::string("{") + type + ", " + inputs + ", " + std::to_string(units) + ", " +
           (norm ? "NULL" : "binet_" + spec.activation) + ", " + tensors + "}";
  }

  void print_members() {
    std::vector<std::string> rows;
    for (const Member& member : model_.members) {
      const std::string name = "binet_member_" + std::to_string(rows.size());
      units_ = member.network.input_shape().one_hot_size();
      std::vector<std::string> layers;
      for (std::size_t layer = 0; layer < member.network.layer_count(); ++layer) {
        if (member.network.layer(layer).type() == "dropout") continue;
        layers.push_back(print_layer(member.network, layer, name + "_layer_" + std::to_string(layer)));
      }
      table("binet_layer ", name + "_layers", layers, [](const std::string& row) { return row; });
      rows.push_back("{" + std::to_string(member.encoder) + ", " + std::to_string(layers.size()) + ", " +
                     c_number(member.weight) + ", " + name + "_layers}");
    }
    table("binet_member ", "binet_members", rows, [](const std::string& row) { return row; });
    text_ += "enum { BINET_MEMBERS = " + std::to_string(rows.size()) + ", BINET_WIDEST = " + std::to_string(widest_) +
             " };\n";
  }

  /// A cell of a made row: within what training saw, and beyond; missing; never seen.
  std::string made_cell(const ColumnSchema& column, Index row, Random& random) const {
    if (row == 0 || random.uniform() < 0.1) return "";
    if (column.type == ColumnType::numeric) {
      return c_number(column.minimum + (column.maximum - column.minimum) * (1.4 * random.uniform() - 0.2));
    }
    if (random.uniform() < 0.1 || column.levels.empty()) return kUnseen;
    return column.levels[static_cast<std::size_t>(random.below(static_cast<Index>(column.levels.size())))];
  }

  void print_test() {
    TableOptions options{.csv = {.delimiter = ',', .missing = {""}}, .categorical = categories_, .numeric = numbers_};
    std::string csv;
    for (const auto* names : {&numbers_, &categories_}) {
      for (const std::string& name : *names) csv += (csv.empty() ? "" : ",") + csv_cell(name);
    }
    Random random(1);
    std::vector<std::vector<std::string>> numbers, categories;
    for (Index row = 0; row < kTestRows; ++row) {
      csv += "\n";
      std::vector<std::string> cells;
      for (const auto* names : {&numbers_, &categories_}) {
        for (const std::string& name : *names) {
          const auto column = std::ranges::find(model_.schema.columns, name, &ColumnSchema::name);
          cells.push_back(made_cell(*column, row, random));
        }
      }
      for (std::size_t c = 0; c < cells.size(); ++c) csv += (c == 0 ? "" : ",") + csv_cell(cells[c]);
      const auto first_category = cells.begin() + static_cast<std::ptrdiff_t>(numbers_.size());
      numbers.emplace_back(cells.begin(), first_category);
      categories.emplace_back(first_category, cells.end());
    }
    const VectorD probability = model_.predict(parse_table(csv + "\n", options, "rows made for a test"));
    print_test_rows(numbers, categories, probability);
    text_ += detail::kCSelfTest;
  }

  static std::string csv_cell(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
  }

  void print_test_rows(const std::vector<std::vector<std::string>>& numbers,
                       const std::vector<std::vector<std::string>>& categories, const VectorD& probability) {
    const auto rows_of = [&](const auto& rows, auto print, const char* none) {
      return listed(rows,
                    [&](const auto& row) { return row.empty() ? std::string("{") + none + "}" : listed(row, print); });
    };
    const auto width = [](std::size_t columns) { return std::to_string(std::max<std::size_t>(columns, 1)); };
    text_ += "#ifdef BINET_SELF_TEST\nenum { BINET_TEST_ROWS = " + std::to_string(numbers.size()) + " };\n";
    text_ += "static const double binet_test_numbers[][" + width(numbers_.size()) + "] = " +
             rows_of(
                 numbers, [](const std::string& cell) { return cell.empty() ? std::string("NAN") : cell; }, "0") +
             ";\n";
    text_ += "static const char *const binet_test_categories[][" + width(categories_.size()) + "] = " +
             rows_of(
                 categories,
                 [](const std::string& cell) { return cell.empty() ? std::string("NULL") : c_string(cell); }, "NULL") +
             ";\n";
    text_ += "static const double binet_test_probabilities[] = " + listed(probability, c_number<double>) + ";\n";
  }

  const Classifier& model_;
  std::vector<std::string> numbers_, categories_;
  std::string text_;
  Index widest_ = 1;
  Index units_ = 0;  ///< outputs of the layer printed last
};

}  // namespace

std::string print_c(const Classifier& model) {
  return CFile(model).write();
}

}  // namespace binet
