#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace binet {

/// The items' texts with `separator` between them: "a, b, c". `text_of` turns an item into text, or is a pointer to
/// the member that holds it.
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

/// The same for a list that may be long: the first `most` items, and ", …" if there are more.
template <class Items, class TextOf = std::identity>
std::string first_joined(const Items& items, std::size_t most, TextOf text_of = {}) {
  const auto shown = std::span(items).first(std::min(most, std::size(items)));
  return joined(shown, ", ", text_of) + (std::size(items) > most ? ", …" : "");
}

}  // namespace binet
