#pragma once

#include "features/features.hpp"
#include "linear/objective.hpp"

#include <functional>
#include <vector>

namespace binet {

struct ElasticNetSettings {
  double l1 = 0;            ///< λ₁, times Σ_{j ≥ 1} |β_j|
  double l2 = 0;            ///< λ₂, times ½ Σ_{j ≥ 1} β_j²
  double tolerance = 1e-8;  ///< limit of the largest violation of the subgradient condition, relative to max |g_j| at β
                            ///< = 0
  int max_iterations = 200;
  std::vector<Index> levels = {};  ///< one entry per code column; empty: counted from the codes
  double gap = 0;                  ///< also stop once the objective is within about this share of its minimum; 0: do
                                   ///< not
  SolverProgress progress = {};
};

/// Minimises mean log loss + l1 Σ|β| + (l2/2) Σβ² by proximal Newton: coordinate descent with an active set on the
/// quadratic model (Friedman, Hastie, Tibshirani 2010), whose Hessian is reused while it is useful. Starts at
/// `parameters` (empty: 0) and overwrites them, in the order of LinearLayout; coefficients that are not selected are
/// exactly 0.
Convergence minimize_elastic_net(const Examples&, VectorD& parameters, const ElasticNetSettings&);

/// The smallest l1 for which every coefficient except the intercept is 0.
double largest_useful_l1(const Examples&, std::vector<Index> levels = {});

struct ElasticNetPathSettings {
  int count = 100;      ///< number of points, evenly spaced on a log scale, from the largest useful penalty down
  double ratio = 1e-3;  ///< ratio of the last penalty to the first
  double largest = 0;   ///< the first penalty; 0: the smallest for which every coefficient except the intercept is 0
  double l1_share = 1;  ///< α in (0, 1]: at penalty λ, l1 = αλ and l2 = (1 − α)λ + base_l2
  double base_l2 = 0;
  double gap = 3e-7;         ///< each objective is within about this share of its minimum
  int max_iterations = 200;  ///< per point
  std::vector<Index> levels = {};
  SolverProgress progress = {};  ///< asked after each iteration; the point at which it returns false is the last
};

struct ElasticNetPoint {
  double penalty = 0;  ///< λ
  VectorD parameters;
  Convergence convergence;
};

/// Fits along a path of falling penalties, each started from the previous one; ends early once `go_on`, called after
/// each, returns false.
std::vector<ElasticNetPoint> elastic_net_path(const Examples&, const ElasticNetPathSettings&,
                                              const std::function<bool(const ElasticNetPoint&)>& go_on = {});

}  // namespace binet
