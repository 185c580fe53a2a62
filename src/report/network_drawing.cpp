#include "report/network_drawing.hpp"

#include "model/member.hpp"
#include "page/number_format.hpp"
#include "page/page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <numeric>

namespace binet {
namespace network_picture {
namespace {

constexpr std::size_t kMostUnits = 16, kMostLines = 400;
constexpr double kWidth = 860, kRow = 22, kTop = 34, kLeft = 150, kRight = 60;

/// A weight matrix between two columns of units, inputs × units.
struct WeightTable {
  Index rows = 0, columns = 0;
  ConstSpan values;
  std::string layer;

  double at(Index row, Index column) const {
    return static_cast<double>(values[static_cast<std::size_t>(row * columns + column)]);
  }
};

std::vector<WeightTable> weight_tables(const Network& network) {
  std::vector<WeightTable> tables;
  for (std::size_t layer = 0; layer < network.layer_count(); ++layer) {
    for (const ParameterBlock& block : network.parameter_blocks(layer)) {
      if (block.name != "weights") continue;
      const std::string name = layer < network.hidden().size() ? network.hidden()[layer].activation : "logit";
      tables.push_back({block.rows, block.columns, network.block(block), name});
    }
  }
  return tables;
}

std::vector<std::string> input_names(const Encoder& encoder) {
  std::vector<std::string> names = encoder.dense_names();
  for (std::size_t c = 0; c < encoder.categories().size(); ++c) {
    std::ranges::move(encoder.code_names(static_cast<Index>(c)), std::back_inserter(names));
  }
  return names;
}

/// The units with the largest weights, in their order.
std::vector<Index> shown_units(Index count, const std::vector<double>& size) {
  std::vector<Index> units(static_cast<std::size_t>(count));
  std::iota(units.begin(), units.end(), Index{0});
  if (units.size() <= kMostUnits) return units;
  std::ranges::stable_sort(units, std::ranges::greater(),
                           [&](Index unit) { return size[static_cast<std::size_t>(unit)]; });
  units.resize(kMostUnits);
  std::ranges::sort(units);
  return units;
}

/// Sum of squares of each unit's weights on one side, or both.
std::vector<double> unit_sizes(const std::vector<WeightTable>& tables, std::size_t column, Index count) {
  std::vector<double> size(static_cast<std::size_t>(count));
  if (column < tables.size()) {
    for (Index r = 0; r < tables[column].rows; ++r) {
      for (Index c = 0; c < tables[column].columns; ++c)
        size[static_cast<std::size_t>(r)] += std::pow(tables[column].at(r, c), 2);
    }
  }
  if (column > 0) {
    for (Index r = 0; r < tables[column - 1].rows; ++r) {
      for (Index c = 0; c < tables[column - 1].columns; ++c)
        size[static_cast<std::size_t>(c)] += std::pow(tables[column - 1].at(r, c), 2);
    }
  }
  return size;
}

std::string pixels(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

struct Line {
  std::size_t column, from, to;
  double weight;
  std::string tip;
};

}  // namespace
}  // namespace network_picture

std::string network_drawing(const Classifier& model) {
  using namespace network_picture;
  if (model.members.size() != 1 || model.members[0].network.hidden().empty()) return "";
  const Network& network = model.members[0].network;
  const std::vector<WeightTable> tables = weight_tables(network);
  std::vector<std::string> names = input_names(model.encoders[model.members[0].encoder]);
  if (tables.size() < 2 || static_cast<Index>(names.size()) != tables[0].rows) return "";
  for (std::size_t i = 1; i < tables.size(); ++i) {
    if (tables[i].rows != tables[i - 1].columns) return "";
  }
  std::vector<std::vector<Index>> units;
  for (std::size_t column = 0; column <= tables.size(); ++column) {
    const Index count = column < tables.size() ? tables[column].rows : tables.back().columns;
    units.push_back(shown_units(count, unit_sizes(tables, column, count)));
  }
  const std::size_t most = std::ranges::max(units, {}, &std::vector<Index>::size).size();
  const double height = kTop + kRow * static_cast<double>(most) + 16;
  const auto x = [&](std::size_t column) {
    return kLeft + static_cast<double>(column) * (kWidth - kLeft - kRight) / static_cast<double>(tables.size());
  };
  const auto y = [&](std::size_t column, std::size_t place) {
    return kTop + kRow * (static_cast<double>(most - units[column].size()) / 2 + static_cast<double>(place) + 0.5);
  };
  const auto name_of = [&](std::size_t column, Index unit) {
    return column == 0               ? names[static_cast<std::size_t>(unit)]
           : column == tables.size() ? "logit"
                                     : "layer " + std::to_string(column) + " unit " + std::to_string(unit + 1);
  };
  std::vector<Line> lines;
  std::vector<double> largest(tables.size());
  for (std::size_t column = 0; column < tables.size(); ++column) {
    for (std::size_t from = 0; from < units[column].size(); ++from) {
      for (std::size_t to = 0; to < units[column + 1].size(); ++to) {
        const double weight = tables[column].at(units[column][from], units[column + 1][to]);
        largest[column] = std::max(largest[column], std::abs(weight));
        lines.push_back({column, from, to, weight,
                         name_of(column, units[column][from]) + " → " + name_of(column + 1, units[column + 1][to]) +
                             ": " + number_text(weight)});
      }
    }
  }
  const auto size = [&](const Line& line) {
    return largest[line.column] > 0 ? std::abs(line.weight) / largest[line.column] : 0;
  };
  std::ranges::stable_sort(lines, std::ranges::greater(), size);
  if (lines.size() > kMostLines) lines.resize(kMostLines);
  std::string text = "<svg class=\"chart network\" id=\"network\" role=\"img\" aria-label=\"The network: " +
                     std::to_string(tables[0].rows) + " inputs, " + std::to_string(tables.size() - 1) +
                     " hidden layers\" viewBox=\"0 0 " + pixels(kWidth) + " " + pixels(height) + "\">";
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    text += "<line class=\"" + std::string(line->weight > 0 ? "c1" : "c0") + "\" stroke-width=\"" +
            pixels(0.3 + 3.2 * size(*line)) + "\" opacity=\"" + pixels(0.25 + 0.65 * size(*line)) + "\" x1=\"" +
            pixels(x(line->column)) + "\" y1=\"" + pixels(y(line->column, line->from)) + "\" x2=\"" +
            pixels(x(line->column + 1)) + "\" y2=\"" + pixels(y(line->column + 1, line->to)) + "\" data-tip=\"" +
            html_text(line->tip) + "\"/>";
  }
  for (std::size_t column = 0; column < units.size(); ++column) {
    const std::string head = column == 0 ? "inputs" : tables[column - 1].layer;
    const Index all = column < tables.size() ? tables[column].rows : tables.back().columns;
    const std::string part = units[column].size() < static_cast<std::size_t>(all)
                                 ? ", " + std::to_string(units[column].size()) + " of " + std::to_string(all)
                                 : "";
    text += "<text class=\"title\" text-anchor=\"middle\" x=\"" + pixels(x(column)) + "\" y=\"18\">" +
            html_text(head + part) + "</text>";
    for (std::size_t place = 0; place < units[column].size(); ++place) {
      text += "<circle class=\"unit\" r=\"6\" cx=\"" + pixels(x(column)) + "\" cy=\"" + pixels(y(column, place)) +
              "\" data-tip=\"" + html_text(name_of(column, units[column][place])) + "\"/>";
      if (column == 0) {
        std::string name = names[static_cast<std::size_t>(units[0][place])];
        std::size_t cut = 20;
        while (cut < name.size() && (static_cast<unsigned char>(name[cut]) & 0xC0) == 0x80) ++cut;
        if (name.size() > cut + 2) name = name.substr(0, cut) + "…";
        text += "<text text-anchor=\"end\" x=\"" + pixels(x(0) - 12) + "\" y=\"" + pixels(y(0, place) + 4) + "\">" +
                html_text(name) + "</text>";
      }
    }
  }
  return text + "</svg>";
}

}  // namespace binet
