#include "binet/modelfile/model_file.hpp"
#include "binet/table/table.hpp"

/// The first probability that the model gives for the file.
double first_probability(const char* model, const char* data) {
  return binet::load_model(model).predict(binet::read_table(data))[0];
}
