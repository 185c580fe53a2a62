#include "binet/export/export.hpp"

#include "base/find_named.hpp"
#include "export/emitters.hpp"
#include "export/rounded_weights.hpp"
#include "model/member.hpp"

namespace binet {
namespace {

constexpr ExportFormat kFormats[] = {
    {"c", "one C99 file with binet_predict(); compiled with -DBINET_SELF_TEST, it tests itself", detail::print_c},
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

PageScript export_page_script(const Classifier& model) {
  constexpr Index kLeastParameters = 50'000, kRows = 400;
  const ModelDescription description = describe_model(model);
  Index parameters = 0;
  for (const Member& member : model.members) parameters += member.network.parameter_count();
  PageScript script;
  detail::Rounding rounding;
  const bool rounds = sizeof(Scalar) == 4 && model.schema.terms.empty() && !model.schema.sequence.used();
  if (rounds && parameters >= kLeastParameters) {
    rounding = detail::choose_rounding(model, generated_rows(description, model, kRows), kPageRounding);
    script.rounded = !rounding.steps.empty();
    script.difference = rounding.difference;
  }
  script.text = detail::print_packed_javascript(description, rounding);
  return script;
}

}  // namespace binet
