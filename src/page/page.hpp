#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// What a page consists of beside the shared style sheet and script.
struct Page {
  std::string title;
  std::string body;                      ///< HTML
  std::vector<std::string_view> styles;  ///< names of embedded style sheets, after page/page.css
  std::vector<std::string> scripts;      ///< scripts in order, after page/page.js
};

/// One HTML file that asks nothing of any network: styles and scripts stand in it, and its content security policy
/// forbids requests.
std::string make_page(const Page&);

/// Text as HTML shows it, also inside a quoted attribute.
std::string html_text(std::string_view);

/// JSON as a script element with that id, for binetPage.embedded(id).
std::string json_element(std::string_view id, std::string json);

}  // namespace binet
