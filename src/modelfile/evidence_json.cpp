#include "modelfile/evidence_json.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace binet {
namespace {

using Numbers = std::vector<double>;

template <class Bins, class Field>
void describe_bins(Bins& bins, Field&& field) {
  field("lower", bins.lower, Numbers());
  field("positive", bins.positive, Numbers());
  field("negative", bins.negative, Numbers());
  field("probability", bins.probability, Numbers());
}

template <class Curve, class Field>
void describe_curve(Curve& curve, Field&& field) {
  field("name", curve.name);
  field("epoch", curve.epoch);
  field("loss", curve.loss);
  field("validation_loss", curve.validation_loss, Numbers());
}

template <class Layer, class Field>
void describe_course_layer(Layer& layer, Field&& field) {
  field("name", layer.name);
  field("activation", layer.activation, std::string());
  field("saturated", layer.saturated, Numbers());
  field("gradient", layer.gradient);
}

template <class Histogram, class Field>
void describe_histogram(Histogram& histogram, Field&& field) {
  field("name", histogram.name);
  field("edges", histogram.edges, Numbers());
  field("levels", histogram.levels, std::vector<std::string>());
  field("positive", histogram.positive, Numbers());
  field("negative", histogram.negative, Numbers());
  field("missing", histogram.missing, 0.0);
  field("other", histogram.other, 0.0);
  field("median", histogram.median, 0.0);
}

void require_length(const JsonPlace& object, const char* name, std::size_t expected) {
  const auto list = object.find(name);
  if (list && list->size() != expected) list->fail("a list of " + std::to_string(expected));
  if (!list && expected > 0) object.fail("\"" + std::string(name) + "\" with a list of " + std::to_string(expected));
}

/// Throws Error unless the counts are finite and not below 0.
void require_counts(const JsonPlace& object, const char* name, const Numbers& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!(counts[i] >= 0 && std::isfinite(counts[i]))) object[name][i].fail("a finite number, 0 or more");
  }
}

void require_ascending(const JsonPlace& object, const char* name, const Numbers& numbers) {
  const bool ascending = std::ranges::adjacent_find(numbers, std::not_fn(std::ranges::less())) == numbers.end() &&
                         std::ranges::all_of(numbers, [](double x) { return std::isfinite(x); });
  if (!ascending) object[name].fail("ascending numbers");
}

template <class Part, class Describe>
void read_part(const JsonPlace& place, Part& part, Describe describe) {
  FieldReader reader(place);
  describe(part, reader);
  reader.finish();
}

ScoreBins bins_from_json(const JsonPlace& place) {
  ScoreBins bins;
  read_part(place, bins, [](auto& part, auto& field) { describe_bins(part, field); });
  require_ascending(place, "lower", bins.lower);
  if (!bins.lower.empty() && !(bins.lower.front() >= 0 && bins.lower.back() <= 1)) {
    place["lower"].fail("numbers from 0 to 1");
  }
  for (const auto& [name, values] : {std::pair("positive", &bins.positive), std::pair("negative", &bins.negative),
                                     std::pair("probability", &bins.probability)}) {
    require_length(place, name, bins.size());
    require_counts(place, name, *values);
  }
  return bins;
}

LearningCurve curve_from_json(const JsonPlace& place) {
  LearningCurve curve;
  read_part(place, curve, [](auto& part, auto& field) { describe_curve(part, field); });
  require_length(place, "loss", curve.epoch.size());
  if (!curve.validation_loss.empty()) require_length(place, "validation_loss", curve.epoch.size());
  return curve;
}

ClassHistogram histogram_from_json(const JsonPlace& place) {
  ClassHistogram histogram;
  read_part(place, histogram, [](auto& part, auto& field) { describe_histogram(part, field); });
  require_ascending(place, "edges", histogram.edges);
  if (histogram.edges.size() == 1) place["edges"].fail("two or more numbers");
  if (!histogram.edges.empty() && !histogram.levels.empty()) place["levels"].fail("no levels beside edges");
  const std::size_t bins = histogram.edges.empty() ? histogram.levels.size() : histogram.edges.size() - 1;
  for (const auto& [name, values] :
       {std::pair("positive", &histogram.positive), std::pair("negative", &histogram.negative)}) {
    require_length(place, name, bins);
    require_counts(place, name, *values);
  }
  for (const char* const name : {"missing", "other", "median"}) {
    const auto number = place.find(name);
    if (number && !std::isfinite(number->get<double>())) number->fail("a finite number");
  }
  return histogram;
}

Json course_to_json(const LayerCourse& course) {
  Json item{{"epoch", course.epoch}, {"layers", Json::array()}};
  for (const LayerCourse::Layer& layer : course.layers) {
    describe_course_layer(layer, FieldWriter(item["layers"].emplace_back(Json::object())));
  }
  return item;
}

LayerCourse course_from_json(const JsonPlace& place) {
  place.require_keys({"epoch", "layers"});
  LayerCourse course;
  course.epoch = place["epoch"].get<std::vector<int>>();
  if (std::ranges::adjacent_find(course.epoch, std::not_fn(std::ranges::less())) != course.epoch.end()) {
    place["epoch"].fail("ascending numbers");
  }
  const JsonPlace layers = place["layers"];
  for (std::size_t i = 0; i < layers.size(); ++i) {
    LayerCourse::Layer layer;
    read_part(layers[i], layer, [](auto& part, auto& field) { describe_course_layer(part, field); });
    require_length(layers[i], "gradient", course.epoch.size());
    require_counts(layers[i], "gradient", layer.gradient);
    if (!layer.saturated.empty()) require_length(layers[i], "saturated", course.epoch.size());
    require_counts(layers[i], "saturated", layer.saturated);
    course.layers.push_back(std::move(layer));
  }
  return course;
}

}  // namespace

Json evidence_to_json(const Evidence& evidence) {
  Json item = Json::object();
  if (evidence.held_out.size() > 0) describe_bins(evidence.held_out, FieldWriter(item["held_out"]));
  for (const LearningCurve& curve : evidence.curves) {
    describe_curve(curve, FieldWriter(item["curves"].emplace_back(Json::object())));
  }
  if (!evidence.course.epoch.empty()) item["course"] = course_to_json(evidence.course);
  for (const ClassHistogram& histogram : evidence.columns) {
    describe_histogram(histogram, FieldWriter(item["columns"].emplace_back(Json::object())));
  }
  return item;
}

Evidence evidence_from_json(const JsonPlace& place) {
  place.require_keys({"held_out", "curves", "course", "columns"});
  Evidence evidence;
  if (const auto bins = place.find("held_out")) evidence.held_out = bins_from_json(*bins);
  if (const auto curves = place.find("curves")) {
    for (std::size_t i = 0; i < curves->size(); ++i) evidence.curves.push_back(curve_from_json((*curves)[i]));
  }
  if (const auto course = place.find("course")) evidence.course = course_from_json(*course);
  if (const auto columns = place.find("columns")) {
    for (std::size_t i = 0; i < columns->size(); ++i) evidence.columns.push_back(histogram_from_json((*columns)[i]));
  }
  return evidence;
}

}  // namespace binet
