#include "page/page.hpp"

#include "page/texts.hpp"

namespace binet {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      case '\0':
        escaped += "\xef\xbf\xbd";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string json_element(std::string_view id, std::string json) {
  replace_all(json, "<", "\\u003c");  // no "</script>" or "<!--" in a string
  return "<script type=\"application/json\" id=\"" + html_text(id) + "\">" + json + "</script>\n";
}

std::string make_page(const Page& page) {
  std::string text =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'; img-src data: blob:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"generator\" content=\"Binet " BINET_VERSION "\">\n<link rel=\"icon\" href=\"data:,\">\n<title>" +
      html_text(page.title) + "</title>\n<style>\n" + std::string(embedded_text("page/page.css"));
  for (const std::string_view style : page.styles) text += embedded_text(style);
  text += "</style>\n</head>\n<body>\n" + page.body + "<script>\n" + std::string(embedded_text("page/page.js")) +
          "</script>\n";
  for (const std::string& script : page.scripts) text += "<script>\n" + script + "</script>\n";
  return text + "</body>\n</html>\n";
}

}  // namespace binet
