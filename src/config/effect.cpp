#include "binet/config/config_text.hpp"
#include "config/config_writer.hpp"
#include "nn/recurrent_kind.hpp"

#include <algorithm>

namespace binet {

unsigned training_modes(const Config& config) {
  const bool minibatches = config.optimizer.solver == "minibatch";
  const unsigned way = config.model.kind == "auto"  ? kEnsemble
                       : config.model.kind == "mlp" ? kMlp
                       : is_recurrent(config.model.kind) ? kRecurrent
                       : minibatches                ? kMinibatchLogistic
                                                    : kSolvedLogistic;
  return way | (config.data.time.empty() && config.ensemble.distilled_units == 0 ? 0U : kHoldsOut);
}

namespace {

/// A setting of a config, and whether it has an effect there.
struct Value {
  std::string key;
  Json json;
  bool in_this_mode = true, effective = true;
};

template <Section T>
void list_values(T section, const std::string& prefix, unsigned modes, bool in_this_mode, std::vector<Value>& list) {
  describe(section, [&]<class Inner>(const Inner& value, const Field& field) {
    const bool inner_mode = in_this_mode && (field.modes & modes) != 0;
    if constexpr (Section<Inner>) {
      list_values(value, prefix + field.name + ".", modes, inner_mode, list);
    } else {
      list.push_back({prefix + field.name, value_to_json(value, field), inner_mode, field.effective});
    }
  });
}

std::vector<Value> values_of(const Config& config, unsigned modes) {
  std::vector<Value> list;
  list_values(config, "", modes, true, list);
  return list;
}

std::string last_name(const std::string& key) {
  return key.substr(key.rfind('.') + 1);
}

std::string section_of(const std::string& key) {
  return key.substr(0, key.find('.'));
}

/// Another setting of the same name that has an effect: "; ensemble.epochs has".
std::string advice(const Value& idle, const std::vector<Value>& values) {
  const auto twin = std::ranges::find_if(values, [&](const Value& other) {
    return other.in_this_mode && section_of(other.key) == "ensemble" && last_name(other.key) == last_name(idle.key);
  });
  return twin == values.end() ? "" : "; " + twin->key + " has";
}

}  // namespace

std::vector<std::string> settings_without_effect(const Config& config) {
  const unsigned modes = training_modes(config);
  const std::vector<Value> values = values_of(config, modes), defaults = values_of({}, modes);
  const std::string kind = "model.kind " + config.model.kind;
  const std::string way = (modes & kMinibatchLogistic) != 0 ? kind + " and optimizer.solver minibatch" : kind;
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& value = values[i];
    if (value.json == defaults[i].json) continue;
    if (!value.in_this_mode) {
      sentences.push_back(value.key + " has no effect with " + way + advice(value, values));
    } else if (!value.effective) {
      sentences.push_back(value.key + " has no effect beside the other settings of " + section_of(value.key));
    }
  }
  return sentences;
}

}  // namespace binet
