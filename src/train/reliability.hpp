#pragma once

#include "binet/model/evaluation.hpp"
#include "train/candidate.hpp"
#include "train/training_data.hpp"

#include <vector>

namespace binet {

/// At most 20,000 of so many rows, evenly spaced: those that calibration line and spread are estimated from.
std::vector<Index> evenly_spaced_rows(Index count);

/// Sets the report's calibration line and spread, from which `predict --interval` computes intervals. `rows` are the
/// candidate's held-out predictions. Sample weights are scaled to mean 1; counts of copies stand for rows.
void add_reliability(const TrainingData&, Candidate&, const ScoredRows& rows);

}  // namespace binet
