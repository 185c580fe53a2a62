#include "features/code_encoder.hpp"

#include "base/number_text.hpp"
#include "csv/text.hpp"

#include <cmath>

namespace binet::detail {

namespace {

std::vector<std::string> with_reference(const CategoryEncoding& encoding) {
  std::vector<std::string> levels = encoding.levels;
  if (!encoding.reference.empty()) levels.push_back(encoding.reference);
  return levels;
}

}  // namespace

LevelCodes::LevelCodes(const CategoryEncoding& encoding)
    : matcher_(with_reference(encoding)), levels_(static_cast<std::int32_t>(encoding.levels.size())) {}

std::int32_t LevelCodes::find(std::string_view text, std::int32_t unseen) const {
  const LevelMatcher::Found found = matcher_.find(text);
  if (found.match == LevelMatch::none) return unseen;
  return found.level < levels_ ? found.level : kNoCode;
}

CodeEncoder::CodeEncoder(std::span<const Column* const> columns, const std::vector<CategoryEncoding>& encodings,
                         const std::deque<LevelCodes>& codes) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const CategoryEncoding& encoding = encodings[c];
    const auto levels = static_cast<std::int32_t>(encoding.levels.size());
    const std::int32_t unseen = encoding.pooled ? levels : kNoCode;
    const std::int32_t missing = encoding.missing ? levels + encoding.pooled : unseen;
    Source source{columns[c], &codes[c], missing, unseen, {missing}};
    for (const std::string& level : columns[c]->levels) {
      source.translated.push_back(codes[c].find(level, unseen));
    }
    sources_.push_back(std::move(source));
  }
}

void CodeEncoder::encode(const TableBlock& block, std::span<const Index> rows, Index first_out, Features& out) const {
  const Index stride = out.codes.cols();
  for (std::size_t c = 0; c < sources_.size(); ++c) {
    const Source& source = sources_[c];
    const Index slot = source.column->slot;
    std::int32_t* code = out.codes.row(first_out).data() + c;
    if (source.column->type == ColumnType::category) {
      const std::int32_t* const translated = source.translated.data() + 1;
      for (const Index row : rows) {
        *code = translated[block.codes(row, slot)];
        code += stride;
      }
    } else {
      for (const Index row : rows) {
        *code = code_of_number(source, block.number(*source.column, row));
        code += stride;
      }
    }
  }
}

std::int32_t CodeEncoder::code_of_number(const Source& source, double x) {
  if (std::isnan(x)) return source.missing;
  return source.codes->find(shortest_digits(x), source.unseen);
}

}  // namespace binet::detail
