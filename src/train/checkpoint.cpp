#include "train/checkpoint.hpp"

#include "binet/base/error.hpp"
#include "config/config_json.hpp"
#include "binet/io/byte_source.hpp"
#include "json/json_text.hpp"

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace binet {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kFormat = "binet-checkpoint";
constexpr int kVersion = 2;
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
  if (text.size() % width != 0) throw Error("expected " + std::to_string(width) + " digits a number");
  std::vector<T> numbers;
  for (std::size_t at = 0; at < text.size(); at += width) {
    Bits<T> bits = 0;
    for (const char digit : text.substr(at, width)) {
      const std::size_t value = kDigits.find(digit);
      if (value == kDigits.npos) throw Error("expected hexadecimal digits");
      bits = static_cast<Bits<T>>(bits << 4 | value);
    }
    numbers.push_back(std::bit_cast<T>(bits));
  }
  return numbers;
}

Vector vector_from(const Json& text) {
  const std::vector<Scalar> numbers = from_hexadecimal<Scalar>(text.get<std::string>());
  return Eigen::Map<const Vector>(numbers.data(), static_cast<Index>(numbers.size()));
}

// Each state's fields once, for writer and reader.

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

std::vector<EpochRecord> records_from(const std::vector<double>& numbers) {
  if (numbers.empty() || numbers.size() % kRecordNumbers != 0) throw Error("expected six numbers per epoch");
  std::vector<EpochRecord> epochs;
  for (auto n = numbers.begin(); n != numbers.end(); n += kRecordNumbers) {
    epochs.push_back({static_cast<int>(n[0]), n[1], n[2], n[3], n[4], n[5]});
  }
  return epochs;
}

Json state_to_json(std::size_t number, const TrainingState& state) {
  Json validation_logits = Json::array();
  for (const Vector& logits : state.validation_logits) validation_logits.push_back(to_hexadecimal(logits));
  return {{"network", number},
          {"finished", state.finished},
          {"stopped_early", state.stopped_early},
          {"best_epoch", state.best_epoch},
          {"best_validation_loss", to_hexadecimal(std::array{state.best_validation_loss})},
          {"epochs", to_hexadecimal(record_numbers(state.epochs))},
          {"parameters", to_hexadecimal(state.parameters)},
          {"best", to_hexadecimal(state.best)},
          {"validation_logits", std::move(validation_logits)},
          {"update_rule", to_hexadecimal(state.update_rule)}};
}

TrainingState state_from_json(const Json& json) {
  TrainingState state;
  state.finished = json.at("finished").get<bool>();
  state.stopped_early = json.at("stopped_early").get<bool>();
  state.best_epoch = json.at("best_epoch").get<int>();
  state.best_validation_loss = from_hexadecimal<double>(json.at("best_validation_loss").get<std::string>()).at(0);
  state.epochs = records_from(from_hexadecimal<double>(json.at("epochs").get<std::string>()));
  state.parameters = vector_from(json.at("parameters"));
  state.best = vector_from(json.at("best"));
  for (const Json& logits : json.at("validation_logits")) state.validation_logits.push_back(vector_from(logits));
  state.update_rule = from_hexadecimal<double>(json.at("update_rule").get<std::string>());
  return state;
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
  Checkpoint checkpoint;
  try {
    const Json document = parse_json(text, source);
    if (document.at("format") != kFormat) throw Error("expected format " + std::string(kFormat));
    if (document.at("version") != kVersion) throw Error("expected version " + std::to_string(kVersion));
    read_config_value(document.at("config"), source, "", checkpoint.config);
    checkpoint.data_hash = document.at("data_hash").get<std::string>();
    for (const Json& network : document.at("networks")) {
      checkpoint.networks[network.at("network").get<std::size_t>()] = state_from_json(network);
    }
  } catch (const std::exception& error) {
    throw Error(source + ": cannot resume from this checkpoint: " + error.what());
  }
  return checkpoint;
}

Checkpoint load_checkpoint(const std::string& path) {
  const auto bytes = open_bytes(path);
  std::string text;
  std::array<char, 1 << 14> buffer;
  while (const std::size_t size = bytes->read(buffer.data(), buffer.size())) text.append(buffer.data(), size);
  return parse_checkpoint(text, path);
}

CheckpointStore::CheckpointStore(Checkpoint start, double seconds, std::function<void(const Checkpoint&)> write)
    : now_(std::move(start)), seconds_(seconds), write_(std::move(write)) {}

void CheckpointStore::use_data(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  if (!now_.data_hash.empty() && now_.data_hash != hash) {
    throw Error("the checkpoint is of other data: the training file has changed, its hash is " + hash + ", not " +
                now_.data_hash);
  }
  now_.data_hash = hash;
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
