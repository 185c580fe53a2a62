#pragma once

#include "json/json_layout.hpp"
#include "json/json_place.hpp"
#include "json/tensor_text.hpp"
#include "model/member.hpp"

#include <vector>

namespace binet {

/// A member network as the model file stores it. Tensors go to `tensors`; the JSON holds their index.
Json member_to_json(const Member&, std::vector<TensorRows>& tensors);

/// Reads it. Throws Error with the place for layers, shapes and tensors that do not fit each other or the encoder.
Member member_from_json(const JsonPlace&, const std::vector<TensorRows>& tensors, const std::vector<Encoder>&);

/// The weights of all members must sum to 1: otherwise the mixture could exceed 1.
void require_shares(const JsonPlace& list, const std::vector<Member>&);

}  // namespace binet
