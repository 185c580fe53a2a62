#pragma once

#include <string_view>

namespace binet::detail {

// The part of an exported C file that is the same for every model. It uses the tables written before it.

inline constexpr std::string_view kCTypes = R"(typedef struct {
  int column;                 /* of numbers */
  double center, scale, clip; /* x' = (x - center) / scale, then x' / sqrt(1 + (x' / clip)^2) unless clip is 0 */
  int missing_indicator;
  double absent;              /* x' of a missing number: 0, or NAN for the offset of the logit */
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

enum { BINET_AFFINE, BINET_ACTIVATION, BINET_PRODUCT, BINET_NORMALISE, BINET_LSTM, BINET_GRU };

/* Reads the vectors at one or two places and writes the one at another. */
typedef struct {
  int kind, from, other, to, inputs, units;
  double (*activation)(double);
  const binet_scalar *weights, *bias, *scale; /* weights: inputs x units, row by row; scale: of the inputs, or NULL */
  double epsilon;
} binet_step;

typedef struct {
  int encoder, step_count;
  double weight;
  const binet_step *steps;
} binet_member;

static double binet_sigmoid(double x) { return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)); }
)";

/// From a row of cells to a vector, and from vector to vector.
inline constexpr std::string_view kCSteps =
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
    x = missing ? number->absent : binet_bounded((x - number->center) / number->scale);
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

static void binet_affine(const binet_step *step, const double *x, double *z) {
  int i, u;
  for (u = 0; u < step->units; ++u) z[u] = step->bias[u];
  for (i = 0; i < step->inputs; ++i) {
    double value = step->scale == NULL ? x[i] : x[i] * step->scale[i];
    if (value == 0) continue;
    for (u = 0; u < step->units; ++u) z[u] += value * step->weights[i * step->units + u];
  }
}

static void binet_normalise(const binet_step *step, const double *x, double *y) {
  double mean = 0, variance = 0, deviation;
  int u;
  for (u = 0; u < step->units; ++u) mean += x[u] / step->units;
  for (u = 0; u < step->units; ++u) variance += (x[u] - mean) * (x[u] - mean) / step->units;
  deviation = sqrt(variance + step->epsilon);
  for (u = 0; u < step->units; ++u) y[u] = step->weights[u] * (x[u] - mean) / deviation + step->bias[u];
}

static void binet_run(const binet_step *step, double (*places)[BINET_WIDEST]) {
  const double *from = places[step->from], *other = places[step->other];
  double *to = places[step->to];
  int u;
  switch (step->kind) {
    case BINET_AFFINE: binet_affine(step, from, to); break;
    case BINET_ACTIVATION:
      for (u = 0; u < step->units; ++u) to[u] = step->activation(from[u]);
      break;
    case BINET_PRODUCT:
      for (u = 0; u < step->units; ++u) to[u] = from[u] * other[u];
      break;
    case BINET_NORMALISE: binet_normalise(step, from, to); break;
  }
}

)";

/// For a model that reads one row at a time.
inline constexpr std::string_view kCProgram = R"(/* Place 0 holds the inputs, and the logit at the end. */
static double binet_logit(const binet_member *member, double (*places)[BINET_WIDEST]) {
  int s;
  for (s = 0; s < member->step_count; ++s) binet_run(&member->steps[s], places);
  return places[0][0];
}

/* The probability of the positive class; NAN where the model has an offset and it is missing. numbers: BINET_NUMBERS
   of them, NAN where missing; categories: BINET_CATEGORIES texts, NULL where missing; both in the order of the lists
   above. NULL stands for an empty list. */
double binet_predict(const double *numbers, const char *const *categories) {
  double places[BINET_PLACES][BINET_WIDEST], positive = 0, negative = 0, logit = 0;
  int m;
  for (m = 0; m < BINET_MEMBERS; ++m) {
    const binet_member *member = &binet_members[m];
    binet_encode(&binet_encoders[member->encoder], numbers, categories, places[0]);
    logit = binet_logit(member, places);
    positive += member->weight * binet_sigmoid(logit);
    negative += member->weight * binet_sigmoid(-logit);
  }
  if (BINET_MEMBERS > 1) logit = log(positive) - log(negative);
  return binet_sigmoid(binet_intercept + binet_slope * logit);
}

)";

/// For a model that reads the rows of a sequence one after another; it has one network.
inline constexpr std::string_view kCSequenceProgram = R"(/* What is kept of the rows of a sequence so far. */
typedef struct {
  double values[BINET_KEPT];
} binet_state;

/* Place 0 holds the inputs, and the logit at the end. */
static double binet_logit(const binet_member *member, double *kept, double (*places)[BINET_WIDEST]) {
  int s;
  for (s = 0; s < member->step_count; ++s) {
    const binet_step *step = &member->steps[s];
    if (step->kind == BINET_RECURRENT) {
      binet_recur(step, places[step->from], kept, places[step->to]);
    } else {
      binet_run(step, places);
    }
  }
  return places[0][0];
}

/* Begins a sequence. */
void binet_start(binet_state *state) {
  int i;
  for (i = 0; i < BINET_KEPT; ++i) state->values[i] = 0;
}

/* Reads the next row of a sequence. Returns the probability of the positive class after the rows so far. numbers:
   BINET_NUMBERS of them, NAN where missing; categories: BINET_CATEGORIES texts, NULL where missing; both in the order
   of the lists above. NULL stands for an empty list. */
double binet_next(binet_state *state, const double *numbers, const char *const *categories) {
  double places[BINET_PLACES][BINET_WIDEST], logit;
  binet_encode(&binet_encoders[binet_members[0].encoder], numbers, categories, places[0]);
  logit = binet_logit(&binet_members[0], state->values, places);
  return binet_sigmoid(binet_intercept + binet_slope * logit);
}

/* The probability of the positive class after the rows of a sequence, which lie one after another, as binet_next reads
   them; NAN without rows. */
double binet_predict_sequence(int rows, const double *numbers, const char *const *categories) {
  binet_state state;
  double probability = NAN;
  int row;
  binet_start(&state);
  for (row = 0; row < rows; ++row) {
    probability = binet_next(&state, numbers, categories);
    if (numbers != NULL) numbers += BINET_NUMBERS;
    if (categories != NULL) categories += BINET_CATEGORIES;
  }
  return probability;
}

)";

inline constexpr std::string_view kCGate = R"(/* The sum of a gate: the part of the row, and that of the state. */
static double binet_gate(const binet_step *step, const double *z, const double *h, int k) {
  double sum = z[k];
  int i;
  for (i = 0; i < step->units; ++i) sum += h[i] * step->weights[i * step->inputs + k];
  return sum;
}

)";

inline constexpr std::string_view kCLstm = R"(enum { BINET_RECURRENT = BINET_LSTM };

/* Keeps the memory c, then the state h. */
static void binet_recur(const binet_step *step, const double *z, double *kept, double *to) {
  double *c = kept, *h = kept + step->units;
  int n = step->units, u;
  for (u = 0; u < n; ++u) {
    double in = binet_sigmoid(binet_gate(step, z, h, u)), forget = binet_sigmoid(binet_gate(step, z, h, n + u));
    double out = binet_sigmoid(binet_gate(step, z, h, 2 * n + u));
    c[u] = forget * c[u] + in * tanh(binet_gate(step, z, h, 3 * n + u));
    to[u] = out * tanh(c[u]);
  }
  for (u = 0; u < n; ++u) h[u] = to[u];
}

)";

inline constexpr std::string_view kCGru = R"(enum { BINET_RECURRENT = BINET_GRU };

/* Keeps the state h. */
static void binet_recur(const binet_step *step, const double *z, double *h, double *to) {
  int n = step->units, u;
  for (u = 0; u < n; ++u) {
    double reset = binet_sigmoid(binet_gate(step, z, h, u)), update = binet_sigmoid(binet_gate(step, z, h, n + u));
    double from_state = binet_gate(step, z, h, 2 * n + u) - z[2 * n + u] + step->bias[u];
    to[u] = (1 - update) * tanh(z[2 * n + u] + reset * from_state) + update * h[u];
  }
  for (u = 0; u < n; ++u) h[u] = to[u];
}

)";

inline constexpr std::string_view kCTerms =
    R"(static int binet_is(const char *text, const char *level) { return text != NULL && strcmp(text, level) == 0; }

/* A polynomial of x - origin per piece; the piece is the number of knots at or below x. */
static double binet_piecewise(double x, int knot_count, const double *knots, const double *origins, int size,
                              const double *coefficients) {
  double value = 0;
  int piece = 0, k;
  while (piece < knot_count && x >= knots[piece]) ++piece;
  for (k = size - 1; k >= 0; --k) value = value * (x - origins[piece]) + coefficients[piece * size + k];
  return value;
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
)";

inline constexpr std::string_view kCSequenceSelfTest = R"(
#include <stdio.h>

/* Each row after those before it, and each sequence at once. */
int main(void) {
  double largest = 0;
  binet_state state;
  int row, first = 0;
  for (row = 0; row < BINET_TEST_ROWS; ++row) {
    double found, error;
    int last = row + 1 == BINET_TEST_ROWS || binet_test_begins[row + 1];
    if (binet_test_begins[row]) {
      binet_start(&state);
      first = row;
    }
    found = binet_next(&state, binet_test_numbers[row], binet_test_categories[row]);
    error = fabs(found - binet_test_probabilities[row]);
    if (!(error <= largest)) largest = error;
    if (!last) continue;
    found = binet_predict_sequence(row + 1 - first, binet_test_numbers[first], binet_test_categories[first]);
    error = fabs(found - binet_test_probabilities[row]);
    if (!(error <= largest)) largest = error;
  }
)";

/// The end of both: what is printed.
inline constexpr std::string_view kCSelfTestEnd =
    R"(  printf("%d rows, largest difference %g: %s\n", BINET_TEST_ROWS, largest,
         largest <= binet_test_tolerance ? "passed" : "FAILED");
  return largest <= binet_test_tolerance ? 0 : 1;
}
#endif
)";

}  // namespace binet::detail
