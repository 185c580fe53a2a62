#pragma once

#include <string_view>

namespace binet::detail {

// The part of an exported C file that is the same for every model. It reads the tables that stand before it.

inline constexpr std::string_view kCTypes = R"(typedef struct {
  int column;                 /* of numbers */
  double center, scale, clip; /* x' = (x - center) / scale, then x' / sqrt(1 + (x' / clip)^2) unless clip is 0 */
  int missing_indicator;
  int edge_count;             /* 0: one input; otherwise edge_count - 1 piecewise-linear ones */
  const double *edges;
} binet_number;

typedef struct {
  int column; /* of categories */
  int level_count;
  const char *const *levels;
  const char *reference; /* a level without an input, or NULL */
  int pooled, missing;   /* has an input for other levels, for missing cells */
} binet_category;

typedef struct {
  int number_count, category_count, dense_count, code_count;
  const binet_number *numbers;
  const binet_category *categories;
} binet_encoder;

enum { BINET_DENSE, BINET_GATED, BINET_LAYER_NORM, BINET_ACTIVATION };

typedef struct {
  int type, inputs, units;
  double (*activation)(double);
  const binet_scalar *weights, *bias, *scale, *gate_weights, *gate_bias; /* weights: inputs x units, row by row */
} binet_layer;

typedef struct {
  int encoder, layer_count;
  double weight;
  const binet_layer *layers;
} binet_member;

)";

inline constexpr std::string_view kCActivations = R"(static double binet_identity(double x) { return x; }
static double binet_sigmoid(double x) { return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)); }
static double binet_tanh(double x) { return tanh(x); }
static double binet_relu(double x) { return x > 0 ? x : 0; }
static double binet_leaky_relu(double x) { return x > 0 ? x : 0.01 * x; }
static double binet_elu(double x) { return x > 0 ? x : expm1(x); }
static double binet_selu(double x) {
  return 1.0507009873554804934 * (x > 0 ? x : 1.6732632423543772848 * expm1(x));
}
static double binet_gelu(double x) { return x * binet_sigmoid(1.5957691216057307117 * (x + 0.044715 * x * x * x)); }
static double binet_silu(double x) { return x * binet_sigmoid(x); }
static double binet_softplus(double x) { return (x > 0 ? x : 0) + log1p(exp(-fabs(x))); }
/* so that a compiler does not complain of those a model has no use for */
double (*const binet_activations[])(double) = {binet_identity, binet_sigmoid, binet_tanh, binet_relu, binet_leaky_relu,
                                               binet_elu,      binet_selu,    binet_gelu, binet_silu, binet_softplus};

)";

inline constexpr std::string_view kCProgram =
    R"(static double binet_bounded(double x) { return x < -1e15 ? -1e15 : x > 1e15 ? 1e15 : x; }

/* Writes 1, ..., 1, position, 0, ..., 0 for the bin in which x lies. */
static void binet_encode_bins(const binet_number *number, double x, double *inputs) {
  int bins = number->edge_count - 1, bin = 0, i;
  double low, high, position;
  while (bin < bins - 1 && x >= number->edges[bin + 1]) ++bin;
  low = number->edges[bin];
  high = number->edges[bin + 1];
  position = (x - low) / (high - low);
  for (i = 0; i < bins; ++i) inputs[i] = i < bin ? 1 : 0;
  inputs[bin] = position < -1 ? -1 : position > 2 ? 2 : position;
}

/* The input of a category's one-hot block that is 1; -1: none. */
static int binet_code(const binet_category *category, const char *text) {
  int i, other = category->pooled ? category->level_count : -1;
  if (text == NULL) return category->missing ? category->level_count + category->pooled : other;
  if (category->reference != NULL && strcmp(text, category->reference) == 0) return -1;
  for (i = 0; i < category->level_count; ++i) {
    if (strcmp(text, category->levels[i]) == 0) return i;
  }
  return other;
}

static void binet_encode(const binet_encoder *encoder, const double *numbers, const char *const *categories,
                         double *inputs) {
  double *dense = inputs, *codes = inputs + encoder->dense_count, *bins = codes + encoder->code_count;
  int c, i;
  for (c = 0; c < encoder->number_count; ++c) {
    const binet_number *number = &encoder->numbers[c];
    double x = numbers[number->column];
    int missing = isnan(x);
    x = missing ? 0 : binet_bounded((x - number->center) / number->scale);
    if (number->clip > 0) x /= sqrt(1 + (x / number->clip) * (x / number->clip));
    if (number->edge_count == 0) {
      *dense++ = x;
    } else {
      binet_encode_bins(number, x, bins);
      bins += number->edge_count - 1;
    }
    if (number->missing_indicator) *dense++ = missing;
  }
  for (c = 0; c < encoder->category_count; ++c) {
    const binet_category *category = &encoder->categories[c];
    int count = category->level_count + category->pooled + category->missing;
    int code = binet_code(category, categories[category->column]);
    for (i = 0; i < count; ++i) codes[i] = i == code;
    codes += count;
  }
}

static void binet_affine(const binet_layer *layer, const binet_scalar *weights, const binet_scalar *bias, const double *x,
                         double *z) {
  int i, u;
  for (u = 0; u < layer->units; ++u) z[u] = bias[u];
  for (i = 0; i < layer->inputs; ++i) {
    double value = layer->scale == NULL ? x[i] : x[i] * layer->scale[i];
    if (value == 0) continue;
    for (u = 0; u < layer->units; ++u) z[u] += value * weights[i * layer->units + u];
  }
}

static void binet_normalise(const binet_layer *layer, const double *x, double *y) {
  double mean = 0, variance = 0;
  int u;
  for (u = 0; u < layer->units; ++u) mean += x[u] / layer->units;
  for (u = 0; u < layer->units; ++u) variance += (x[u] - mean) * (x[u] - mean) / layer->units;
  for (u = 0; u < layer->units; ++u) y[u] = layer->weights[u] * (x[u] - mean) / sqrt(variance + 1e-5) + layer->bias[u];
}

/* x holds the inputs and then the outputs; scratch is as large. */
static double binet_logit(const binet_member *member, double *x, double *scratch) {
  double gate[BINET_WIDEST];
  int l, u;
  for (l = 0; l < member->layer_count; ++l) {
    const binet_layer *layer = &member->layers[l];
    if (layer->type == BINET_LAYER_NORM) {
      binet_normalise(layer, x, scratch);
    } else if (layer->type == BINET_ACTIVATION) {
      for (u = 0; u < layer->units; ++u) scratch[u] = layer->activation(x[u]);
    } else {
      binet_affine(layer, layer->weights, layer->bias, x, scratch);
      for (u = 0; u < layer->units; ++u) scratch[u] = layer->activation(scratch[u]);
      if (layer->type == BINET_GATED) {
        binet_affine(layer, layer->gate_weights, layer->gate_bias, x, gate);
        for (u = 0; u < layer->units; ++u) scratch[u] *= binet_sigmoid(gate[u]);
      }
    }
    memcpy(x, scratch, sizeof(double) * (size_t)layer->units);
  }
  return x[0];
}

/* The probability of the positive class. numbers: BINET_NUMBERS of them, NAN where missing; categories:
   BINET_CATEGORIES texts, NULL where missing; both in the order of the lists above. Of a list of length 0, NULL will do. */
double binet_predict(const double *numbers, const char *const *categories) {
  double x[BINET_WIDEST], scratch[BINET_WIDEST], positive = 0, negative = 0, logit = 0;
  int m;
  for (m = 0; m < BINET_MEMBERS; ++m) {
    const binet_member *member = &binet_members[m];
    binet_encode(&binet_encoders[member->encoder], numbers, categories, x);
    logit = binet_logit(member, x, scratch);
    positive += member->weight * binet_sigmoid(logit);
    negative += member->weight * binet_sigmoid(-logit);
  }
  if (BINET_MEMBERS > 1) logit = log(positive) - log(negative);
  return binet_sigmoid(binet_intercept + binet_slope * logit);
}

)";

inline constexpr std::string_view kCSelfTest = R"(
#include <stdio.h>

int main(void) {
  double largest = 0;
  int row;
  for (row = 0; row < BINET_TEST_ROWS; ++row) {
    double found = binet_predict(binet_test_numbers[row], binet_test_categories[row]);
    double error = fabs(found - binet_test_probabilities[row]);
    if (!(error <= largest)) largest = error;
  }
  printf("%d rows, largest difference %g: %s\n", BINET_TEST_ROWS, largest, largest <= 1e-5 ? "passed" : "FAILED");
  return largest <= 1e-5 ? 0 : 1;
}
#endif
)";

}  // namespace binet::detail
