#include "binet/model/classifier.hpp"

#include "base/every_index.hpp"
#include "binet/base/error.hpp"
#include "binet/base/parallel.hpp"
#include "math/sigmoid.hpp"
#include "model/member.hpp"
#include "model/mixture.hpp"
#include "nn/sequence_blocks.hpp"
#include "table/term_columns.hpp"

#include <cmath>

namespace binet {

namespace {

constexpr Index kBlockRows = 2048;

Vector member_logits(const Member& member, const Features& features, Index rows) {
  Workspace workspace;
  Vector logits(rows);
  member.network.forward(features, {0, rows}, workspace,
                         {logits.data(), static_cast<std::size_t>(logits.size())});
  return logits;
}

/// The logit of the mixed probability; for a single member its own logit, not computed from the probability.
VectorD mixed_logits(const Classifier& model, const std::vector<Features>& features, Index rows) {
  if (model.members.size() == 1) {
    return member_logits(model.members[0], features[model.members[0].encoder], rows).cast<double>();
  }
  std::vector<VectorD> logits;
  std::vector<double> weights;
  for (const Member& member : model.members) {
    logits.push_back(member_logits(member, features[member.encoder], rows).cast<double>());
    weights.push_back(member.weight);
  }
  return mix(logits, weights);
}

/// The table has only the columns of the file: those of the terms are computed.
std::vector<Features> encode_with_terms(const Classifier& model, const Table& table, std::span<const Index> rows) {
  Table some = table.gather(rows);
  add_term_columns(some, model.schema);
  const std::vector<Index> places = every_index(std::ssize(rows));
  std::vector<Features> features;
  for (const Encoder& encoder : model.encoders) features.push_back(encoder.encode(some, places));
  return features;
}

/// Sequences are far apart in a file and share their rows, so that they are encoded together.
VectorD sequence_logits(const Classifier& model, const Table& table, std::span<const Index> rows) {
  if (model.members.size() != 1)
    throw Error("a model of sequences has " + std::to_string(model.members.size()) + " networks; expected 1");
  const Member& member = model.members[0];
  const Features features = model.encoders[member.encoder].encode(table, rows);
  return detail::sequence_logits(member.network, features).cast<double>();
}

void require_offsets(const Schema& schema, const Table& table, std::span<const Index> rows) {
  if (schema.offset.empty()) return;
  const Column& column = table.at(schema.offset);
  for (const Index row : rows) {
    if (std::isnan(table.number(column, row))) throw Error(table.place(row) + describe_missing_offset(schema.offset));
  }
}

/// The only check: σ of any number except NaN is from 0 to 1.
void require_probabilities(const VectorD& logits, const Table& table, std::span<const Index> rows) {
  if (!logits.hasNaN()) return;
  Index i = 0;
  while (!std::isnan(logits[i])) ++i;
  throw Error(table.place(rows[static_cast<std::size_t>(i)]) +
              "the model makes no probability of this row: its weights are so large that a sum overflows");
}

}  // namespace

Classifier::Classifier() = default;
Classifier::Classifier(const Classifier&) = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(const Classifier&) = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;
Classifier::~Classifier() = default;

VectorD Classifier::logits(const Table& table, std::span<const Index> rows) const {
  require_offsets(schema, table, rows);
  VectorD result(static_cast<Index>(rows.size()));
  if (schema.sequence.used()) result = sequence_logits(*this, table, rows);
  const Shards blocks{schema.sequence.used() ? Index{0} : result.size(), kBlockRows};
  const bool compute_terms = lacks_terms(table, schema);
  std::vector<BoundEncoder> bound;
  if (!compute_terms && blocks.count() > 0) {
    for (const Encoder& encoder : encoders) bound.emplace_back(encoder, table);
  }
  parallel_for(blocks.count(), [&](Index block) {
    const RowRange range = blocks[block];
    const auto some = rows.subspan(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.size()));
    std::vector<Features> features;
    if (compute_terms) features = encode_with_terms(*this, table, some);
    for (const BoundEncoder& encoder : bound) features.push_back(encoder.encode(some));
    result.segment(range.begin, range.size()) = mixed_logits(*this, features, range.size());
  });
  result = calibration.apply(result);
  require_probabilities(result, table, rows);
  return result;
}

VectorD Classifier::encoded_logits(const std::vector<Features>& features, Index rows) const {
  return calibration.apply(mixed_logits(*this, features, rows));
}

VectorD Classifier::logits(const Table& table) const {
  return logits(table, every_index(table.rows));
}

VectorD Classifier::predict(const Table& table) const {
  return logits(table).unaryExpr([](double z) { return sigmoid(z); });
}

}  // namespace binet
