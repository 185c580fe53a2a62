#include "table/read_plan.hpp"

#include "binet/base/error.hpp"
#include "csv/record.hpp"
#include "table/column_name.hpp"
#include "table/conversion.hpp"
#include "table/required_columns.hpp"

#include <algorithm>
#include <cmath>

namespace binet::detail {

ColumnIndex::ColumnIndex(const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) sorted_.emplace_back(names[i], i);
  std::sort(sorted_.begin(), sorted_.end());
}

std::optional<std::size_t> ColumnIndex::find(std::string_view name) const {
  return find_by_column_name(name, [&](std::string_view exact) -> std::optional<std::size_t> {
    const auto found = std::lower_bound(sorted_.begin(), sorted_.end(), std::pair(exact, std::size_t{0}));
    if (found == sorted_.end() || found->first != exact) return std::nullopt;
    return found->second;
  });
}

ReadPlan first_plan(const Header& header, const TableOptions& options, const std::string& source) {
  using Kind = FieldPlan::Kind;
  ReadPlan plan;
  plan.names = header.names;
  plan.delimiter = header.delimiter;
  set_missing_words(plan, options.csv);
  plan.notation = options.notation;
  plan.fill_short_rows = options.csv.fill_short_rows;
  plan.fields.resize(header.names.size());
  for (FieldPlan& field : plan.fields) field.kind = options.all_exact ? Kind::exact : Kind::other;
  if (options.notation.decimal == "," || options.notation.thousands == ".") {  // then 1.234 is not a plain number
    for (FieldPlan& field : plan.fields) field.kind = Kind::category;
  }
  const ColumnIndex columns(plan.names);
  if (!options.required.empty()) require_columns(source, plan.names, options.required, options.known);
  const auto apply = [&](const std::vector<std::string>& names, const char* option, auto change) {
    for (const std::string& name : names) {
      const auto column = columns.find(name);
      if (!column) {
        const auto flag = std::ranges::find(options.asked_by, name, &std::pair<std::string, std::string>::first);
        throw no_column(flag == options.asked_by.end() ? option : flag->second, source, name, plan.names,
                        plan.delimiter);
      }
      change(plan.fields[*column]);
    }
  };
  apply(options.numeric, "numeric", [](FieldPlan& field) { field.forced = true; });
  apply(options.exact, "exact", [](FieldPlan& field) { field.kind = Kind::exact; });
  apply(options.literal, "literal", [](FieldPlan& field) { field.watched = false; });
  apply(options.date, "date", [](FieldPlan& field) {
    field.kind = Kind::category;
    field.dates_only = true;
  });
  apply(options.categorical, "categorical", [](FieldPlan& field) {
    field.kind = Kind::category;
    field.watched = false;
  });
  for (const auto& [name, known] : options.sources) {
    const auto field = columns.find(known.field_of(name));
    if (!field || !known.part.empty() || plan.conversion_of(*field) != nullptr) continue;
    plan.fields[*field].forced = true;
    plan_conversion(plan, *field, notation_of(known), known.origin);
  }
  if (header.row_names) plan.fields[0].kind = Kind::skip;
  apply(options.ignore, "ignore", [](FieldPlan& field) { field.kind = Kind::skip; });
  assign_slots(plan);
  return plan;
}

void set_missing_words(ReadPlan& plan, const CsvOptions& options) {
  plan.missing = MissingWords(options.missing);
  std::vector<std::string> words = options.missing;
  words.insert(words.end(), options.missing_numbers.begin(), options.missing_numbers.end());
  plan.missing_numbers = MissingWords(words);
}

ColumnNotation notation_of(const ColumnSource& source) {
  const Notation* const notation = find_notation(source.notation);
  if (notation == nullptr) throw Error("unknown notation " + in_quotes(source.notation) + "; use a newer binet");
  return {notation, source.unit};
}

void plan_conversion(ReadPlan& plan, std::size_t field, ColumnNotation notation, double origin) {
  plan.fields[field].kind = FieldPlan::Kind::category;
  plan.fields[field].watched = false;
  plan.fields[field].conversion = static_cast<std::int32_t>(plan.conversions.size());
  plan.conversions.push_back({field, std::move(notation), origin, 0});
}

void TypeEvidence::add(const ReadPlan& plan, const Chunk& chunk) {
  for (std::size_t f = 0; f < text_.size(); ++f) {
    text_[f] = static_cast<char>(text_[f] | chunk.text[f]);
    numbers_[f] += chunk.block.rows - chunk.missing[f];
    if (!chunk.notations.empty()) notations_[f].add(chunk.notations[f]);
    if (!plan.is_number(f) || chunk.summaries.empty()) continue;
    const bool exact = plan.fields[f].kind == FieldPlan::Kind::exact;
    const NumericSummary& numbers =
        chunk.summaries[static_cast<std::size_t>(plan.fields[f].slot + (exact ? 0 : plan.exact))];
    if (numbers.count > 0) largest_[f] = std::max({largest_[f], std::abs(numbers.minimum), std::abs(numbers.maximum)});
  }
}

/// True if a field planned as a number has to be read as text: it contains other texts, only words that mean missing in
/// numeric columns, or possible codes.
bool TypeEvidence::is_text(const ReadPlan& plan, std::size_t f) const {
  constexpr double kExact = 9007199254740992;  // doubles may not distinguish whole numbers from here on
  if (!plan.is_number(f) || plan.fields[f].forced) return false;
  if ((text_[f] & FoundText::kText) != 0) return true;
  if (numbers_[f] == 0 && (text_[f] & FoundText::kMissingWord) != 0) return true;
  return plan.fields[f].watched && ((text_[f] & FoundText::kCode) != 0 || largest_[f] >= kExact);
}

bool TypeEvidence::change(ReadPlan& plan) const {
  bool changed = false;
  for (std::size_t f = 0; f < plan.fields.size(); ++f) {
    FieldPlan& field = plan.fields[f];
    if (is_text(plan, f)) {
      field.kind = FieldPlan::Kind::category;
      changed = true;
    } else if (field.kind == FieldPlan::Kind::category && field.watched) {
      ColumnNotation notation = notations_[f].choose();
      Conversion* const planned =
          field.conversion < 0 ? nullptr : &plan.conversions[static_cast<std::size_t>(field.conversion)];
      if (notation.notation == (planned == nullptr ? nullptr : planned->notation.notation) &&
          (planned == nullptr || notation.unit == planned->notation.unit)) {
        continue;
      }
      changed = true;
      if (planned == nullptr) {
        plan_conversion(plan, f, std::move(notation), 0);
        field.watched = true;
      } else if (notation) {
        planned->notation = std::move(notation);
      } else {
        planned->notation = {};
        field.conversion = -1;
      }
    }
  }
  if (changed) assign_slots(plan);
  return changed;
}

void assign_slots(ReadPlan& plan) {
  plan.exact = plan.other = plan.categories = 0;
  for (FieldPlan& field : plan.fields) {
    switch (field.kind) {
      case FieldPlan::Kind::exact:
        field.slot = plan.exact++;
        break;
      case FieldPlan::Kind::other:
        field.slot = plan.other++;
        break;
      case FieldPlan::Kind::category:
        field.slot = plan.categories++;
        break;
      case FieldPlan::Kind::skip:
        break;
    }
  }
  for (Conversion& conversion : plan.conversions) {
    conversion.slot = plan.exact;
    plan.exact += conversion.notation ? conversion_width(conversion.notation) : 0;
  }
  plan.offsets.assign(static_cast<std::size_t>(plan.other), 0);
  for (std::size_t f = plan.fields.size(); f-- > 0;) {
    FieldPlan& field = plan.fields[f];
    const bool goes_on = f + 1 < plan.fields.size() && plan.fields[f + 1].kind == field.kind;
    field.run = !plan.is_number(f) ? 0 : goes_on ? plan.fields[f + 1].run + 1 : 1;
  }
}

}  // namespace binet::detail
