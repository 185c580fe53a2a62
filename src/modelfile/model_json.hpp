#pragma once

#include "json/json_layout.hpp"
#include "binet/model/classifier.hpp"
#include "json/tensor_text.hpp"

#include <vector>

namespace binet {

/// The model file as JSON. In place of a tensor's values it has an index into `tensors`.
Json model_to_document(const Classifier&, std::vector<TensorRows>& tensors);

}  // namespace binet
