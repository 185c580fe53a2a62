#pragma once

#include <span>
#include <string_view>

namespace binet {

/// The text of a .css, .js or .html file of src, which the build embeds: "page/page.css". New files in the folders that
/// CMakeLists.txt names are found automatically. Throws std::logic_error for a name that was not embedded.
std::string_view embedded_text(std::string_view name);

namespace detail {

struct EmbeddedText {
  std::string_view name, text;
};

/// All embedded texts; the build generates the definition.
std::span<const EmbeddedText> embedded_texts();

}  // namespace detail
}  // namespace binet
