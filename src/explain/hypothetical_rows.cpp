#include "explain/hypothetical_rows.hpp"

#include "math/sigmoid.hpp"
#include "table/term_columns.hpp"

#include <numeric>
#include <vector>

namespace binet {

VectorD hypothetical_logits(const Classifier& model, const Table& table) {
  if (!lacks_terms(table, model.schema)) return model.logits(table);
  std::vector<Index> rows(static_cast<std::size_t>(table.rows));
  std::iota(rows.begin(), rows.end(), Index{0});
  Table with_terms = table.gather(rows);
  add_term_columns(with_terms, model.schema, true);
  return model.logits(with_terms);
}

VectorD hypothetical_probabilities(const Classifier& model, const Table& table) {
  return hypothetical_logits(model, table).unaryExpr([](double z) { return sigmoid(z); });
}

}  // namespace binet
