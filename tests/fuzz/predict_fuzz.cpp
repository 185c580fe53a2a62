// A model that is read gives every row a probability from 0 to 1 or an Error, whatever its numbers are. An input is the
// text of a model; the rows have the columns of the seeds.

#include "binet/base/error.hpp"
#include "binet/modelfile/model_file.hpp"
#include "binet/table/table.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace binet;
  static const Table rows = parse_table("age,city,sex\n20,Bern,f\n-1e308,Oslo,m\n1.7e308,nowhere,f\n,,\n33,Rome,m\n");
  try {
    const Classifier model = parse_model({reinterpret_cast<const char*>(data), size}, "fuzz");
    const VectorD probability = model.predict(rows);
    for (const double p : probability) {
      if (!(p >= 0 && p <= 1)) std::abort();
    }
  } catch (const Error&) {
  }
  return 0;
}
