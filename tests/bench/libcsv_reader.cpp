// Reads a CSV file with libcsv, fields to floats with strtof; prints the best seconds of REPEATS.
//   libcsv_reader FILE [REPEATS]

#include <csv.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

/// The field as a number, NaN if it is none: text is not kept, which is to libcsv's advantage.
void take_field(void* field, std::size_t size, void* cells) {
  const std::string text(static_cast<const char*>(field), size);
  char* end = nullptr;
  const float x = std::strtof(text.c_str(), &end);
  static_cast<std::vector<float>*>(cells)->push_back(end == text.c_str() ? std::nanf("") : x);
}

bool read_file(const char* path) {
  std::FILE* const file = std::fopen(path, "rb");
  if (file == nullptr) return false;
  csv_parser parser;
  csv_init(&parser, 0);
  std::vector<float> cells;
  std::vector<char> buffer(std::size_t{1} << 20);
  bool good = true;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) {
    good &= csv_parse(&parser, buffer.data(), count, take_field, nullptr, &cells) == count;
  }
  csv_fini(&parser, take_field, nullptr, &cells);
  csv_free(&parser);
  std::fclose(file);
  return good && !cells.empty();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: libcsv_reader FILE [REPEATS]\n"), 2;
  double best = 1e9;
  for (int i = 0; i < (argc > 2 ? std::atoi(argv[2]) : 1); ++i) {
    const auto start = std::chrono::steady_clock::now();
    if (!read_file(argv[1])) return std::fprintf(stderr, "libcsv_reader: cannot read %s\n", argv[1]), 1;
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::printf("%.4f\n", best);
  return 0;
}
