#include "page/texts.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace binet {

std::string_view embedded_text(std::string_view name) {
  const auto texts = detail::embedded_texts();
  const auto found = std::ranges::find(texts, name, &detail::EmbeddedText::name);
  if (found == texts.end()) throw std::logic_error("no embedded file " + std::string(name));
  return found->text;
}

}  // namespace binet
