#pragma once

#include "binet/model/classifier.hpp"
#include "model/inference_design.hpp"

#include <string>
#include <vector>

namespace binet {

/// A column of the design without aliased columns, and what it is computed from.
struct EffectPlace {
  DesignSource source;
  const TermColumn* definition = nullptr;  ///< null for a column of the file
  Index column = 0;                        ///< of the design

  /// True if its values depend on this category.
  bool reads_category(const std::string& name) const;
};

/// A level of a category, or what counts as one: missing cells, or rare levels together.
struct Alternative {
  std::string name;   ///< "sex=male"
  std::string level;  ///< "" if it is no level
  Index column = -1;  ///< its code in the design of all columns; −1: none
};

/// How the columns of a design depend on the columns of the file. The arguments must outlive it.
class EffectColumns {
 public:
  /// `kept`: the columns of the design that are not aliased, ascending.
  EffectColumns(const Classifier&, const InferenceDesign&, const std::vector<Index>& kept);

  const std::vector<EffectPlace>& places() const { return places_; }
  /// True if the design's column is the code of this alternative.
  bool is_code_of(const EffectPlace& place, const Alternative& each) const {
    return kept_[static_cast<std::size_t>(place.column)] == each.column;
  }
  /// The alternatives of a category, first the reference, the others in the order of the coefficients.
  std::vector<Alternative> alternatives(const ColumnSchema&) const;

 private:
  const TermColumn* definition_of(const std::string& column) const;
  std::vector<std::string> order_of(const ColumnSchema&) const;
  std::vector<Index> codes_of(const DesignCategory&) const;

  const Classifier& model_;
  const InferenceDesign& all_;
  const std::vector<Index>& kept_;
  std::vector<EffectPlace> places_;  ///< one per column of the design
};

}  // namespace binet
