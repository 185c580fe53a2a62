#pragma once

#include <span>
#include <string_view>

namespace binet {

/// The text of a .css, .js or .html file of src, which the build embeds: "page/page.css". A file added to one of the
/// folders CMakeLists.txt names is found by itself. Throws std::logic_error for a name that was not embedded.
std::string_view embedded_text(std::string_view name);

namespace detail {

struct EmbeddedText {
  std::string_view name, text;
};

/// All of them; the build writes its definition.
std::span<const EmbeddedText> embedded_texts();

}  // namespace detail
}  // namespace binet
