#include "math/random.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>

namespace binet {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

std::uint64_t splitmix(std::uint64_t& state) {
  state += kGolden;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

__extension__ using Wide = unsigned __int128;

/// xoshiro256++ in several lanes, one loop per operation, so that compilers use vector registers.
class RandomLanes {
 public:
  static constexpr std::size_t lanes = 8;

  explicit RandomLanes(std::uint64_t seed) {
    for (auto& word : state_) {
      for (std::uint64_t& lane : word) lane = splitmix(seed);
    }
  }

  void next(std::array<std::uint64_t, lanes>& result) {
    auto& [a, b, c, d] = state_;
    for (std::size_t i = 0; i < lanes; ++i) {
      result[i] = std::rotl(a[i] + d[i], 23) + a[i];
      const std::uint64_t shifted = b[i] << 17;
      c[i] ^= a[i];
      d[i] ^= b[i];
      b[i] ^= c[i];
      a[i] ^= d[i];
      c[i] ^= shifted;
      d[i] = std::rotl(d[i], 45);
    }
  }

 private:
  std::array<std::array<std::uint64_t, lanes>, 4> state_;
};

}  // namespace

Random::Random(std::uint64_t seed) : seed_(seed) {
  std::uint64_t mixing = seed;
  for (std::uint64_t& word : state_) word = splitmix(mixing);
}

Random Random::split(std::uint64_t stream) const {
  // Mixes the name twice with different constants, so that neither seed + 1 nor nested splits give a neighbour's
  // stream.
  std::uint64_t name = stream ^ 0xd1342543de82ef95;
  std::uint64_t mixing = seed_ ^ splitmix(name);
  return Random(splitmix(mixing));
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::uniform() {
  return static_cast<double>(next() >> 11) * 0x1p-53;
}

double Random::normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_normal_ = true;
  return radius * std::cos(angle);
}

Index Random::below(Index bound) {
  const auto range = static_cast<std::uint64_t>(bound);
  Wide product = Wide{next()} * range;
  if (static_cast<std::uint64_t>(product) < range) {
    const std::uint64_t rejected = -range % range;
    while (static_cast<std::uint64_t>(product) < rejected) product = Wide{next()} * range;
  }
  return static_cast<Index>(product >> 64);
}

void Random::fill(std::span<std::uint16_t> bits) {
  RandomLanes lanes(next());
  std::array<std::uint64_t, RandomLanes::lanes> drawn;
  constexpr std::size_t piece = sizeof drawn / sizeof(std::uint16_t);
  for (std::size_t from = 0; from < bits.size(); from += piece) {
    lanes.next(drawn);
    std::memcpy(bits.data() + from, drawn.data(), std::min(piece, bits.size() - from) * sizeof(std::uint16_t));
  }
}

}  // namespace binet
