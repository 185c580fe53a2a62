#include "explain/hypothetical_rows.hpp"

#include "base/every_index.hpp"
#include "math/sigmoid.hpp"
#include "table/term_columns.hpp"

namespace binet {

VectorD hypothetical_logits(const Classifier& model, const Table& table) {
  if (!lacks_terms(table, model.schema)) return model.logits(table);
  Table with_terms = table.gather(every_index(table.rows));
  add_term_columns(with_terms, model.schema, true);
  return model.logits(with_terms);
}

VectorD hypothetical_probabilities(const Classifier& model, const Table& table) {
  return hypothetical_logits(model, table).unaryExpr([](double z) { return sigmoid(z); });
}

}  // namespace binet
