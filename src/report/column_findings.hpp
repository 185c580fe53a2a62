#pragma once

#include "report/performance.hpp"
#include "report/report.hpp"

#include <span>
#include <vector>

namespace binet {

// What a model makes of its columns, measured on rows of the data, as the report shows it.

/// At most `most` of the rows, evenly spaced.
std::vector<Index> evenly_spaced(std::span<const Index> rows, Index most);

/// Partial effects over the rows of the table, the largest first.
std::vector<PartialEffect> find_effects(const Classifier&, const Table& rows);

/// Importance by permutation, the largest first; empty for a model of very many columns.
std::vector<Importance> find_importance(const Classifier&, const Table&, const ScoredData&);

/// Pairs of the columns with the largest effects. Parts of a date belong to one column and are no pair.
std::vector<Interaction> find_interactions(const Classifier&, const Table&, std::span<const Index> rows,
                                           const std::vector<PartialEffect>& effects);

/// How the layers of a single network stand on rows of the data: saturation, dead units, gradients of the log loss.
/// Empty for other models.
std::vector<LayerDiagnosis> find_layers(const Classifier&, const Table&, const ScoredData&);

/// Sequences to look at: of each class the one over which the probability moves most, of some that are not too long.
std::vector<GateExample> find_gates(const Classifier&, const Table&, const ScoredData&);

}  // namespace binet
