#include "train/checkpoint.hpp"

#include "binet/base/error.hpp"
#include "config/config_json.hpp"
#include "io/byte_source.hpp"
#include "json/json_place.hpp"
#include "json/json_text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace binet {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kFormat = "binet-checkpoint";
constexpr int kVersion = 4;
constexpr double kMostEpochs = 1e9;
constexpr std::string_view kDigits = "0123456789abcdef";

template <class T>
using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// The bit patterns of the numbers, most significant digit first, one after another.
template <class Numbers>
std::string to_hexadecimal(const Numbers& numbers) {
  using T = std::remove_cvref_t<decltype(numbers[0])>;
  std::string text;
  text.reserve(static_cast<std::size_t>(numbers.size()) * 2 * sizeof(T));
  for (const T number : numbers) {
    const auto bits = std::bit_cast<Bits<T>>(number);
    for (int shift = 8 * static_cast<int>(sizeof(T)) - 4; shift >= 0; shift -= 4) text += kDigits[(bits >> shift) & 15];
  }
  return text;
}

template <class T>
std::vector<T> from_hexadecimal(std::string_view text) {
  constexpr std::size_t width = 2 * sizeof(T);
  if (text.size() % width != 0) throw Error(std::to_string(width) + " digits per number");
  std::vector<T> numbers;
  for (std::size_t at = 0; at < text.size(); at += width) {
    Bits<T> bits = 0;
    for (const char digit : text.substr(at, width)) {
      const std::size_t value = kDigits.find(digit);
      if (value == kDigits.npos) throw Error("hexadecimal digits");
      bits = static_cast<Bits<T>>(bits << 4 | value);
    }
    numbers.push_back(std::bit_cast<T>(bits));
  }
  return numbers;
}

/// Reads finite numbers, as training leaves them; anything else is damage.
template <class T>
std::vector<T> numbers_from(const JsonPlace& place) {
  std::vector<T> numbers;
  try {
    numbers = from_hexadecimal<T>(place.get<std::string>());
  } catch (const Error& error) {
    place.fail(error.what());
  }
  return numbers;
}

template <class T>
std::vector<T> finite_numbers_from(const JsonPlace& place) {
  std::vector<T> numbers = numbers_from<T>(place);
  if (!std::ranges::all_of(numbers, [](T number) { return std::isfinite(number); })) place.fail("finite numbers");
  return numbers;
}

double number_from(const JsonPlace& place) {
  const std::vector<double> numbers = numbers_from<double>(place);
  if (numbers.size() != 1) place.fail("one number");
  return numbers[0];
}

Vector vector_from(const JsonPlace& place) {
  const std::vector<Scalar> numbers = finite_numbers_from<Scalar>(place);
  return Eigen::Map<const Vector>(numbers.data(), static_cast<Index>(numbers.size()));
}

// The fields of each state, described once for writer and reader.

constexpr std::size_t kRecordNumbers = 6;

std::vector<double> record_numbers(const std::vector<EpochRecord>& epochs) {
  std::vector<double> numbers;
  for (const EpochRecord& r : epochs) {
    const std::array<double, kRecordNumbers> of_epoch = {static_cast<double>(r.epoch), r.loss, r.validation_loss,
                                                         r.gradient_norm, r.learning_rate, r.seconds};
    numbers.insert(numbers.end(), of_epoch.begin(), of_epoch.end());
  }
  return numbers;
}

/// At least one, in ascending order. Losses and norms may be unknown, which is NaN; epochs count.
std::vector<EpochRecord> records_from(const JsonPlace& place) {
  const std::vector<double> numbers = numbers_from<double>(place);
  std::vector<EpochRecord> epochs;
  bool valid = !numbers.empty() && numbers.size() % kRecordNumbers == 0;
  for (auto n = numbers.begin(); valid && n != numbers.end(); n += kRecordNumbers) {
    const double before = epochs.empty() ? 0 : epochs.back().epoch;
    valid = n[0] > before && n[0] <= kMostEpochs && n[0] == std::floor(n[0]) && n[5] >= 0;
    if (valid) epochs.push_back({static_cast<int>(n[0]), n[1], n[2], n[3], n[4], n[5]});
  }
  if (!valid) place.fail("six numbers per epoch, its number the first, in ascending order");
  return epochs;
}

Json state_to_json(std::size_t number, const TrainingState& state) {
  Json validation_logits = Json::array();
  for (const Vector& logits : state.validation_logits) validation_logits.push_back(to_hexadecimal(logits));
  return {{"network", number},
          {"finished", state.finished},
          {"stopped_early", state.stopped_early},
          {"best_epoch", state.best_epoch},
          {"best_loss", to_hexadecimal(std::array{state.best_loss})},
          {"best_validation_loss", to_hexadecimal(std::array{state.best_validation_loss})},
          {"epochs", to_hexadecimal(record_numbers(state.epochs))},
          {"parameters", to_hexadecimal(state.parameters)},
          {"best", to_hexadecimal(state.best)},
          {"validation_logits", std::move(validation_logits)},
          {"best_validation_logits", to_hexadecimal(state.best_validation_logits)},
          {"update_rule", to_hexadecimal(state.update_rule)}};
}

TrainingState state_from_json(const JsonPlace& place) {
  place.require_keys({"network", "finished", "stopped_early", "best_epoch", "best_loss", "best_validation_loss",
                      "epochs", "parameters", "best", "validation_logits", "best_validation_logits", "update_rule"});
  TrainingState state;
  place["finished"].read(state.finished);
  place["stopped_early"].read(state.stopped_early);
  place["best_epoch"].read(state.best_epoch);
  state.best_loss = number_from(place["best_loss"]);
  state.best_validation_loss = number_from(place["best_validation_loss"]);
  state.epochs = records_from(place["epochs"]);
  const int last = state.epochs.back().epoch;
  if (state.best_epoch < 1 || state.best_epoch > last) {
    place["best_epoch"].fail("an epoch from 1 to " + std::to_string(last));
  }
  state.parameters = vector_from(place["parameters"]);
  state.best = vector_from(place["best"]);
  if (state.best.size() != 0 && state.best.size() != state.parameters.size()) {
    place["best"].fail("as many numbers as there are parameters, or none");
  }
  state.update_rule = finite_numbers_from<double>(place["update_rule"]);
  const JsonPlace validation_logits = place["validation_logits"];
  for (std::size_t i = 0; i < validation_logits.size(); ++i) {
    state.validation_logits.push_back(vector_from(validation_logits[i]));
  }
  if (!state.validation_logits.empty() && state.validation_logits.size() != state.epochs.size()) {
    validation_logits.fail("one text per epoch that is kept, " + std::to_string(state.epochs.size()) + ", or none");
  }
  state.best_validation_logits = vector_from(place["best_validation_logits"]);
  return state;
}

Checkpoint checkpoint_from_json(const JsonPlace& document) {
  document.require_keys({"format", "version", "config", "data_hash", "networks"});
  if (document["format"].get<std::string>() != kFormat) document["format"].fail("\"" + std::string(kFormat) + "\"");
  if (document["version"].get<int>() != kVersion) {
    document["version"].fail(std::to_string(kVersion) +
                             "; only the version of binet that wrote a checkpoint resumes it");
  }
  Checkpoint checkpoint;
  read_config_value(document["config"].value(), document.file() + ": config", "", checkpoint.config);
  document["data_hash"].read(checkpoint.data_hash);
  const JsonPlace networks = document["networks"];
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const JsonPlace network = networks[i];
    const auto number = static_cast<std::size_t>(network["network"].get<std::uint64_t>());
    if (!checkpoint.networks.emplace(number, state_from_json(network)).second) {
      network["network"].fail("a network that is listed only once");
    }
  }
  return checkpoint;
}

}  // namespace

std::string print_checkpoint(const Checkpoint& checkpoint) {
  Json networks = Json::array();
  for (const auto& [number, state] : checkpoint.networks) networks.push_back(state_to_json(number, state));
  const Json document{{"format", kFormat},
                      {"version", kVersion},
                      {"config", config_to_json_value(checkpoint.config)},
                      {"data_hash", checkpoint.data_hash},
                      {"networks", std::move(networks)}};
  return document.dump(1) + "\n";
}

Checkpoint parse_checkpoint(std::string_view text, const std::string& source) {
  try {
    const Json document = parse_json(text, source);
    return checkpoint_from_json(JsonPlace(document, source));
  } catch (const Error& error) {
    throw Error("cannot resume from this checkpoint: " + std::string(error.what()));
  }
}

Checkpoint load_checkpoint(const std::string& path) {
  return parse_checkpoint(read_all(path), path);
}

CheckpointStore::CheckpointStore(Checkpoint start, double seconds, std::function<void(const Checkpoint&)> write)
    : now_(std::move(start)), seconds_(seconds), write_(std::move(write)) {}

void CheckpointStore::use_data(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  if (!now_.data_hash.empty() && now_.data_hash != hash) {
    throw Error("the checkpoint belongs to other data: the training file has changed, its hash is " + hash + ", not " +
                now_.data_hash);
  }
  now_.data_hash = hash;
}

void CheckpointStore::use_networks(std::size_t count) const {
  const std::lock_guard lock(mutex_);
  if (now_.networks.empty() || now_.networks.rbegin()->first < count) return;
  throw Error("the checkpoint holds a network " + std::to_string(now_.networks.rbegin()->first) +
              ", but the run trains networks 0 to " + std::to_string(count - 1));
}

TrainingContinuation CheckpointStore::continuation(std::size_t number, std::function<bool()> stopping) {
  const std::lock_guard lock(mutex_);
  TrainingContinuation continuation;
  if (const auto found = now_.networks.find(number); found != now_.networks.end()) continuation.from = found->second;
  continuation.save_wanted = [seconds = seconds_, writes = write_ != nullptr, stopping = std::move(stopping),
                         last = Clock::now()](int) mutable {
    const bool due = writes && std::chrono::duration<double>(Clock::now() - last).count() >= seconds;
    if (due) last = Clock::now();
    return due || (stopping && stopping());
  };
  continuation.save = [this, number](TrainingState state) { save(number, std::move(state)); };
  return continuation;
}

TrainingContinuation continuation_in(CheckpointStore* store, std::size_t number,
                                     const std::function<bool()>& stopping) {
  return store == nullptr ? TrainingContinuation{} : store->continuation(number, stopping);
}

void CheckpointStore::save(std::size_t number, TrainingState state) {
  const std::lock_guard lock(mutex_);
  now_.networks[number] = std::move(state);
  if (write_) write_(now_);
}

Checkpoint CheckpointStore::checkpoint() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

}  // namespace binet
