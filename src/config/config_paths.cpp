#include "config/config_paths.hpp"

#include "config/config_fields.hpp"

#include <type_traits>

namespace binet {

namespace {

template <Section T>
void visit_paths(T& section, const std::function<void(std::string&)>& visit) {
  describe(section, [&]<class Value>(Value& value, const Field& field) {
    if constexpr (Section<Value>) {
      visit_paths(value, visit);
    } else if constexpr (std::is_same_v<Value, std::string>) {
      const bool is_object = field.object && value.starts_with('{');
      if (field.path && !value.empty() && value != "-" && !is_object) visit(value);
    } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
      for (std::string& path : value) {
        if (field.path && !path.empty()) visit(path);
      }
    }
  });
}

}  // namespace

void for_each_path(Config& config, const std::function<void(std::string&)>& visit) {
  visit_paths(config, visit);
}

}  // namespace binet
