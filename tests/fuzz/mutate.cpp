// Runs a fuzz target without libFuzzer: on every file named, and on a number of mutations of each that are the same on
// every machine. Part of the tests, in every preset; `-DBINET_FUZZ=ON` builds the same targets with libFuzzer instead.
//   NAME_mutations COUNT FILE...

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

/// What damage and malice put into files: numbers at the ends of their ranges, marks of structure, bytes of no text.
const char* const kPieces[] = {
    "1e39", "-1",          "0",     "1e-320", "1e308",    "null",         "NaN", "[]",        "{}",
    "\"\"", "99999999999", "-1e30", "true",   "[[[[",     "]]",           "}}",  ",",         ":",
    "\"",   "\\",          "\x01",  "\xff",   "\xc2\x9b", "\xe2\x80\xae", "\n",  "\"a\": 1, "};

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::string mutate(std::string text) {
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }

  /// Half of the time a whole number is replaced, which leaves the rest as it was.
  void change(std::string& text) {
    const std::size_t at = below(text.size());
    const char* const piece = kPieces[below(std::size(kPieces))];
    switch (below(6)) {
      case 0:
        if (!text.empty()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        return;
      case 1:
        text.erase(at, 1 + below(16));
        return;
      case 2:
        text.insert(at, piece);
        return;
      default: {
        const std::size_t begin = text.find_first_of("0123456789", at);
        if (begin == std::string::npos) return;
        const std::size_t end = text.find_first_not_of("0123456789.e+-", begin);
        text.replace(begin, (end == std::string::npos ? text.size() : end) - begin, piece);
      }
    }
  }

  std::mt19937_64 random_;
};

void run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::puts("usage: NAME_mutations COUNT FILE..."), 2;
  const int count = std::atoi(argv[1]);
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    if (text.empty()) return std::printf("%s: cannot be read, or is empty\n", argv[i]), 1;
    run(text);
    Mutator mutator(static_cast<std::uint64_t>(i));
    for (int k = 0; k < count; ++k) run(mutator.mutate(text));
  }
  std::printf("%d files, %d mutations of each\n", argc - 2, count);
  return 0;
}
