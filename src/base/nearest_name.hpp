#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// The fewest insertions, deletions, replacements and swaps of neighbours that turn a into b, ignoring case (optimal
/// string alignment; Damerau 1964).
std::size_t edit_distance(std::string_view a, std::string_view b);

namespace detail {
std::string_view nearest_of(std::string_view name, const std::vector<std::string_view>& known);
std::string did_you_mean_one_of(std::string_view name, const std::vector<std::string_view>& known);
}  // namespace detail

/// The known name most similar to a misspelled one, the first of equals; empty if the distance exceeds a third of its
/// length. `known` is a range of strings or string views that must outlive the result.
template <class Names>
std::string_view nearest_name(std::string_view name, const Names& known) {
  return detail::nearest_of(name, {known.begin(), known.end()});
}

/// "; did you mean 'age'?" for an error about an unknown name; empty if no known name is similar.
template <class Names>
std::string did_you_mean(std::string_view name, const Names& known) {
  return detail::did_you_mean_one_of(name, {known.begin(), known.end()});
}

}  // namespace binet
