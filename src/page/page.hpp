#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace binet {

/// The parts of a page in addition to the shared style sheet and script.
struct Page {
  std::string title;
  std::string body;                      ///< HTML
  std::vector<std::string_view> styles;  ///< names of embedded style sheets, after page/page.css
  std::vector<std::string> scripts;      ///< scripts in order, after page/page.js
};

/// One HTML file that makes no network requests: it contains its styles and scripts, and its content security policy
/// forbids requests.
std::string make_page(const Page&);

/// Text escaped for HTML, also for use in a quoted attribute.
std::string html_text(std::string_view);

/// JSON as a script element with this id, for binetPage.embedded(id).
std::string json_element(std::string_view id, std::string json);

}  // namespace binet
