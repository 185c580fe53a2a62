#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace binet {

/// Joins the items' texts: "a, b, c". `text_of` converts an item to text, or is a pointer to a member.
template <class Items, class TextOf = std::identity>
std::string joined(const Items& items, std::string_view separator = ", ", TextOf text_of = {}) {
  std::string list;
  bool first = true;
  for (const auto& item : items) {
    if (!first) list += separator;
    list += std::invoke(text_of, item);
    first = false;
  }
  return list;
}

/// The same for a list that may be long: the first `most` items, followed by ", …" if there are more.
template <class Items, class TextOf = std::identity>
std::string first_joined(const Items& items, std::size_t most, TextOf text_of = {}) {
  const auto shown = std::span(items).first(std::min(most, std::size(items)));
  return joined(shown, ", ", text_of) + (std::size(items) > most ? ", …" : "");
}

}  // namespace binet
