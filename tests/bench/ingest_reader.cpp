// Reads a CSV file and encodes it, as training does; prints the seconds of each step and the processor time of each,
// best of REPEATS, and peak memory.
//   ingest_reader FILE TARGET [THREADS] [REPEATS]

#include "base/paged_vector.hpp"
#include "binet/base/parallel.hpp"
#include "features/encoder.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

/// Seconds of the wall's clock, and of all processors together.
struct Moment {
  double wall = 1e9, processor = 1e9;
};

int main(int argc, char** argv) {
  using namespace binet;
  if (argc < 3) return std::fprintf(stderr, "usage: ingest_reader FILE TARGET [THREADS] [REPEATS]\n"), 2;
  if (argc > 3) set_thread_count(std::atoi(argv[3]));
  const int repeats = argc > 4 ? std::atoi(argv[4]) : 1;
  const auto now = [] {
    const auto wall = std::chrono::steady_clock::now().time_since_epoch();
    return Moment{std::chrono::duration<double>(wall).count(), static_cast<double>(std::clock()) / CLOCKS_PER_SEC};
  };
  Moment best[4];
  for (int i = 0; i < repeats; ++i) {
    const Moment start = now();
    Table table = read_table(argv[1], {.exact = {argv[2]}});
    const Moment read = now();
    const PagedVector<Index> rows = row_numbers(table.rows);
    const Schema schema = infer_schema(table, infer_target(table, argv[2], {}), {}, rows);
    const Vector target = read_target(table, schema.target);
    const Moment described = now();
    const Encoder encoder = Encoder::fit(schema, table, rows, {});
    const Moment fitted = now();
    const Features features = encoder.encode(std::move(table), rows);
    const Moment encoded = now();
    const Moment moments[] = {start, read, described, fitted, encoded};
    for (int step = 0; step < 4; ++step) {
      best[step].wall = std::min(best[step].wall, moments[step + 1].wall - moments[step].wall);
      best[step].processor = std::min(best[step].processor, moments[step + 1].processor - moments[step].processor);
    }
    if (features.rows() != target.size()) return 1;
  }
  Moment total{0, 0};
  for (int step = 0; step < 4; ++step) {
    constexpr const char* kNames[] = {"read", "schema", "fit", "encode"};
    std::printf("%s %.5f %.5f\n", kNames[step], best[step].wall, best[step].processor);
    total = {total.wall + best[step].wall, total.processor + best[step].processor};
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("total %.5f %.5f\npeak_mb %ld\n", total.wall, total.processor, usage.ru_maxrss / 1024);
  return 0;
}
