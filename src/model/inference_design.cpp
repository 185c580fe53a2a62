#include "model/inference_design.hpp"

#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "model/linear_network.hpp"
#include "model/member.hpp"
#include "table/formula_lexer.hpp"
#include "table/missing_rows.hpp"
#include "table/level_order.hpp"
#include "table/term_changes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace binet {
namespace {

constexpr double kMostDistant = 1e40;  ///< standard units from the centre; beyond, squares lose the other rows

void require_linear(const Encoder& encoder) {
  for (const NumericEncoding& number : encoder.numeric()) {
    if (number.clip == 0 && number.edges.empty()) continue;
    throw Error("column \"" + number.column + "\" is " + (number.clip > 0 ? "clipped" : "cut into bins") +
                ": its coefficient is no slope and has no statistics; expected a model trained without encoding." +
                (number.clip > 0 ? "clip" : "bins"));
  }
}

/// Row numbers with a target and a positive weight.
std::vector<Index> labelled_rows(const Vector& target, const Vector& weight, const Table& table) {
  std::vector<Index> rows;
  for (Index i = 0; i < table.rows; ++i) {
    if (!std::isnan(target[i]) && (weight.size() == 0 || weight[i] > 0)) rows.push_back(i);
  }
  if (rows.empty()) throw Error(table.source + ": no row has a target and a weight above 0");
  return rows;
}

/// The reference level: the level named, otherwise the first in byte order.
std::string reference_level(const CategoryEncoding& category) {
  if (!category.reference.empty() || category.levels.empty()) return category.reference;
  return *std::ranges::min_element(category.levels);
}

/// Writes one column per parameter, term by term.
class DesignWriter {
 public:
  DesignWriter(const Schema& schema, const Encoder& encoder, const Table& table, InferenceDesign& out)
      : schema_(schema), encoder_(encoder), table_(table), out_(out), design_(out.design) {}

  void write() {
    const FeatureShape shape = encoder_.shape();
    const Index p = shape.one_hot_size() + 1;
    design_.x = Eigen::MatrixXd::Zero(std::ssize(out_.rows), p);
    design_.center = VectorD::Zero(p);
    design_.scale = VectorD::Ones(p);
    out_.sources.resize(static_cast<std::size_t>(p));
    design_.x.col(0).setConstant(schema_.intercept ? 1 : 0);
    for (const NumericEncoding& number : encoder_.numeric()) write_number(number);
    const Features features = encoder_.encode(table_, out_.rows);
    for (std::size_t c = 0; c < encoder_.categories().size(); ++c) {
      write_category(encoder_.categories()[c], features.codes.col(static_cast<Index>(c)));
    }
    design_.names = linear_parameter_names(encoder_);
  }

 private:
  void write_number(const NumericEncoding& number) {
    const Column& column = table_.at(number.column);
    const Index value = next_++;
    if (number.column == schema_.offset) return write_offset(column);
    source(value) = {DesignSource::Kind::number, number.column, ""};
    if (number.missing_indicator) source(value + 1) = {DesignSource::Kind::flag, number.column, ""};
    const TermColumn* const definition = find_term(number.column);
    const std::string name = definition == nullptr ? number.column : definition->term();
    if (definition == nullptr || out_.terms.empty() || out_.terms.back().name != name) add_term(name, definition, "");
    DesignTerm& term = out_.terms.back();
    if (definition != nullptr && describes_curve(*definition)) out_.basis.back() = 1;
    term.columns.push_back(value);
    if (number.missing_indicator) term.columns.push_back(next_++);
    design_.center[value] = number.center;
    design_.scale[value] = number.scale;
    for (Index i = 0; i < design_.rows(); ++i) {
      const Index row = out_.rows[static_cast<std::size_t>(i)];
      const double x = table_.number(column, row);
      if (!std::isnan(x)) design_.x(i, value) = (x - number.center) / number.scale;
      if (std::abs(design_.x(i, value)) > kMostDistant) {
        throw Error(table_.place(row) + "column \"" + name + "\": the value " + shortest_digits(x) +
                    " is too far from all others for statistics in double precision; correct it or leave out the row");
      }
      if (number.missing_indicator && std::isnan(x)) design_.x(i, value + 1) = 1;
    }
  }

  DesignSource& source(Index column) { return out_.sources[static_cast<std::size_t>(column)]; }

  /// Its column of the design stays 0: nothing is estimated.
  void write_offset(const Column& column) {
    design_.offset.resize(design_.rows());
    for (Index i = 0; i < design_.rows(); ++i) {
      const Index row = out_.rows[static_cast<std::size_t>(i)];
      design_.offset[i] = table_.number(column, row);
      if (std::isnan(design_.offset[i])) throw Error(table_.place(row) + describe_missing_offset(schema_.offset));
    }
  }

  const TermColumn* find_term(const std::string& column) const {
    const auto found =
        std::ranges::find(schema_.terms, column, [](const TermSchema& term) { return term.column.name; });
    return found == schema_.terms.end() ? nullptr : &found->definition;
  }

  /// `definition`: null for a column of the file.
  void add_term(const std::string& name, const TermColumn* definition, const std::string& reference) {
    const std::vector<std::string> variables =
        definition != nullptr ? definition->variables : std::vector<std::string>{detail::formula_name(name)};
    const auto contains = [&](const TermSchema& other) {
      const std::vector<std::string>& all = other.definition.variables;
      return all.size() > variables.size() && std::ranges::all_of(variables, [&](const std::string& variable) {
               return std::ranges::find(all, variable) != all.end();
             });
    };
    out_.terms.push_back({name, {}});
    out_.references.push_back(reference);
    out_.contained.push_back(std::ranges::any_of(schema_.terms, contains));
    out_.basis.push_back(0);
  }

  template <class Codes>
  void write_category(const CategoryEncoding& category, const Codes& codes) {
    const std::string reference = reference_level(category);
    const bool full = !schema_.intercept && category.reference.empty();
    add_term(category.column, nullptr, full ? "" : category.column + "=" + reference);
    // Without this column another category would have a code for each level, as R fits it: not a part of this model.
    if (full && encoder_.categories().size() > 1) out_.contained.back() = true;
    DesignTerm& term = out_.terms.back();
    out_.categories.push_back({category.column, reference, next_, next_ + category.code_count()});
    for (Index level = 0; level < category.code_count(); ++level) {
      const auto l = static_cast<std::size_t>(level);
      source(next_ + level) = {DesignSource::Kind::code, category.column,
                               l < category.levels.size() ? category.levels[l] : ""};
    }
    const Index code = full ? -1 : std::ranges::find(category.levels, reference) - category.levels.begin();
    for (const std::size_t level : detail::order_of_levels(category.levels)) {
      if (static_cast<Index>(level) != code) term.columns.push_back(next_ + static_cast<Index>(level));
    }
    for (Index other = std::ssize(category.levels); other < category.code_count(); ++other) {
      term.columns.push_back(next_ + other);
    }
    for (Index i = 0; i < design_.rows(); ++i) {
      if (codes[i] != kNoCode && codes[i] != code) design_.x(i, next_ + codes[i]) = 1;
    }
    next_ += category.code_count();
  }

  const Schema& schema_;
  const Encoder& encoder_;
  const Table& table_;
  InferenceDesign& out_;
  Design& design_;
  Index next_ = 1;
};

/// Columns of the table that are not features of the model.
std::vector<std::string> not_features(const Schema& schema, const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    if (std::ranges::find(schema.columns, column.name, &ColumnSchema::name) == schema.columns.end()) {
      names.push_back(column.name);
    }
  }
  return names;
}

}  // namespace

InferenceDesign make_inference_design(const Classifier& model, const Table& table, bool drop_missing) {
  const Encoder& encoder = model.encoders.at(model.members.at(0).encoder);
  require_linear(encoder);
  const Vector target = read_target(table, model.schema.target);
  const Vector weight = model.weight_column.empty() ? Vector() : read_weight(table, model.weight_column);
  InferenceDesign out;
  out.rows = labelled_rows(target, weight, table);
  if (drop_missing) out.rows = complete_rows(table, out.rows, not_features(model.schema, table));
  DesignWriter(model.schema, encoder, table, out).write();
  out.design.target = target(out.rows).cast<double>();
  out.design.weight = VectorD::Ones(out.design.rows());
  // Weights are stored in single precision; this recovers the number in the file.
  if (weight.size() > 0) {
    const Column& column = table.at(model.weight_column);
    for (Index i = 0; i < out.design.rows(); ++i) {
      out.design.weight[i] = table.number(column, out.rows[static_cast<std::size_t>(i)]);
    }
  }
  return out;
}

}  // namespace binet
