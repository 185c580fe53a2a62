#include "table/required_columns.hpp"

#include "base/text_list.hpp"
#include "binet/base/error.hpp"
#include "csv/text.hpp"

#include <algorithm>

namespace binet::detail {

void require_columns(const std::string& source, const std::vector<std::string>& names,
                     const std::vector<std::string>& required, const std::vector<std::string>& known) {
  const auto has = [](const std::vector<std::string>& all, const std::string& name) {
    return std::ranges::find(all, name) != all.end();
  };
  std::vector<std::string> missing, extra;
  for (const std::string& name : required) {
    if (!has(names, name) && !has(missing, name)) missing.push_back(name);
  }
  if (missing.empty()) return;
  for (const std::string& name : names) {
    if (!has(required, name) && !has(known, name)) extra.push_back(name);
  }
  throw Error(source + ": missing columns: " + joined(missing, ", ", in_quotes) + "; expected as in training" +
              (extra.empty() ? "" : "; columns the model does not know: " + joined(extra, ", ", in_quotes)));
}

}  // namespace binet::detail
