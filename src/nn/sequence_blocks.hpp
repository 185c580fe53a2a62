#pragma once

#include "features/features.hpp"
#include "nn/network.hpp"

#include <vector>

namespace binet::detail {

/// Examples of sequences, those that begin with the same row in one group: the prefixes of one patient's history, the
/// shortest first. Groups are in the order of their first example.
std::vector<std::vector<Index>> sequence_groups(const Features&);

/// The logit of each example, each step read once however many examples hold it. The bits of a logit do not depend on
/// the other examples.
Vector sequence_logits(const Network&, const Features&);

}  // namespace binet::detail
