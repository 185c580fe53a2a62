#include "binet/export/export.hpp"

#include "base/find_named.hpp"
#include "export/emitters.hpp"

namespace binet {
namespace {

constexpr ExportFormat kFormats[] = {
    {"c", "one C99 file with binet_predict(); -DBINET_SELF_TEST makes it a test of itself", detail::print_c},
    {"javascript", "one script for browsers and Node.js with binetModel.predict() and .selfTest()",
     detail::print_javascript},
};

}  // namespace

std::span<const ExportFormat> export_formats() {
  return kFormats;
}

std::string export_model(const Classifier& model, std::string_view format) {
  return find_named(export_formats(), "format", format).print(describe_model(model));
}

std::string export_page_script(const Classifier& model) {
  return detail::print_packed_javascript(describe_model(model));
}

}  // namespace binet
