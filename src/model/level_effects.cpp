#include "model/level_effects.hpp"

#include "model/linear_network.hpp"
#include "model/member.hpp"

#include <algorithm>

namespace binet {
namespace {

bool lacks_reference(const CategoryEncoding& category) {
  return !category.reference.empty() && std::ranges::find(category.levels, category.reference) == category.levels.end();
}

/// Inserts a parameter of 0 where the reference level of each category column gets its code, the first of the column.
VectorD with_references(const VectorD& parameters, const Encoder& encoder) {
  std::vector<double> wider(parameters.begin(), parameters.end());
  Index place = 1 + std::ssize(encoder.dense_names());
  for (const CategoryEncoding& category : encoder.categories()) {
    if (lacks_reference(category)) wider.insert(wider.begin() + place++, 0.0);
    place += category.code_count();
  }
  return Eigen::Map<const VectorD>(wider.data(), std::ssize(wider));
}

/// The same for rows and columns of a symmetric matrix, given and returned as its lower triangle row by row.
std::vector<double> with_references(const std::vector<double>& triangle, Index size, const Encoder& encoder) {
  const auto entry = [&](Index i, Index j) {
    const auto large = static_cast<std::size_t>(std::max(i, j)), small = static_cast<std::size_t>(std::min(i, j));
    return triangle[large * (large + 1) / 2 + small];
  };
  VectorD number(size);  // 1 + the place of each parameter, so that 0 marks a new one
  for (Index i = 0; i < size; ++i) number[i] = static_cast<double>(i + 1);
  const VectorD places = with_references(number, encoder);
  std::vector<double> wider;
  for (Index i = 0; i < places.size(); ++i) {
    for (Index j = 0; j <= i; ++j) {
      const auto a = static_cast<Index>(places[i]) - 1, b = static_cast<Index>(places[j]) - 1;
      wider.push_back(a < 0 || b < 0 ? 0 : entry(a, b));
    }
  }
  return wider;
}

/// Applies to models without hidden layers, the only ones fitted without a reference level.
void give_references_codes(Classifier& model) {
  Encoder& encoder = model.encoders.front();
  const bool linear = model.members.size() == 1 && model.members[0].network.layer_count() == 1;
  if (!linear || std::ranges::none_of(encoder.categories(), lacks_reference)) return;
  Network& network = model.members[0].network;
  const VectorD parameters = with_references(linear_parameters(network), encoder);
  std::vector<double>& errors = model.report.standard_errors;
  if (!errors.empty()) {
    const VectorD wider = with_references(Eigen::Map<const VectorD>(errors.data(), std::ssize(errors)), encoder);
    errors.assign(wider.begin(), wider.end());
  }
  std::vector<double>& covariance = model.report.covariance;
  if (!covariance.empty()) covariance = with_references(covariance, linear_parameters(network).size(), encoder);
  std::vector<CategoryEncoding> categories = encoder.categories();
  for (CategoryEncoding& category : categories) {
    if (!lacks_reference(category)) continue;
    category.levels.insert(category.levels.begin(), category.reference);
    category.shares.insert(category.shares.begin(), category.reference_share);
  }
  encoder = Encoder(encoder.numeric(), std::move(categories));
  network = make_linear_network(encoder.shape(), parameters);
}

/// The parts of one affine map of the first layer; `scale` may be null.
struct AffineMap {
  const ParameterBlock *weights = nullptr, *bias = nullptr, *scale = nullptr;
};

std::vector<AffineMap> affine_maps(const std::vector<ParameterBlock>& blocks) {
  std::vector<AffineMap> maps;
  for (const ParameterBlock& block : blocks) {
    if (block.kind == ParameterKind::weight) maps.push_back({&block});
    if (maps.empty()) continue;
    if (block.kind == ParameterKind::bias) maps.back().bias = &block;
    if (block.kind == ParameterKind::scale) maps.back().scale = &block;
  }
  return maps;
}

/// The inputs first, …, first + shares.size() − 1 are the codes of one column. Their scales become 1.
void center_column(Network& network, const AffineMap& map, Index first, const std::vector<double>& shares) {
  const Span weights = network.block(*map.weights), bias = network.block(*map.bias);
  const Index units = map.weights->columns, codes = std::ssize(shares);
  const auto weight = [&](Index code, Index unit) -> Scalar& {
    return weights[static_cast<std::size_t>((first + code) * units + unit)];
  };
  std::vector<double> scales(shares.size(), 1);
  if (map.scale != nullptr) {
    const Span scale = network.block(*map.scale).subspan(static_cast<std::size_t>(first), shares.size());
    scales.assign(scale.begin(), scale.end());
    std::ranges::fill(scale, Scalar{1});
  }
  for (Index unit = 0; unit < units; ++unit) {
    double mean = 0;
    for (Index code = 0; code < codes; ++code) {
      const auto c = static_cast<std::size_t>(code);
      mean += shares[c] * scales[c] * static_cast<double>(weight(code, unit));
    }
    for (Index code = 0; code < codes; ++code) {
      const double effect = scales[static_cast<std::size_t>(code)] * static_cast<double>(weight(code, unit));
      weight(code, unit) = static_cast<Scalar>(effect - mean);
    }
    bias[static_cast<std::size_t>(unit)] += static_cast<Scalar>(mean);
  }
}

void center_network(Network& network, const Encoder& encoder) {
  std::vector<ParameterBlock> blocks = network.parameter_blocks(0);
  std::erase_if(blocks, [](const ParameterBlock& block) { return block.name.starts_with("recurrent"); });
  for (const AffineMap& map : affine_maps(blocks)) {
    Index first = network.input_shape().dense;
    for (const CategoryEncoding& category : encoder.categories()) {
      if (std::ssize(category.shares) == category.code_count()) center_column(network, map, first, category.shares);
      first += category.code_count();
    }
  }
}

}  // namespace

void center_level_effects(Classifier& model) {
  if (!model.schema.intercept) return;  // the mean effect would need one
  if (model.encoders.empty()) return;
  give_references_codes(model);
  for (Member& member : model.members) center_network(member.network, model.encoders[member.encoder]);
}

}  // namespace binet
