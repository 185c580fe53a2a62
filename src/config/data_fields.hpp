#pragma once

#include "base/byte_count.hpp"
#include "binet/base/error.hpp"
#include "binet/config/config.hpp"
#include "config/field.hpp"

#include <string>
#include <vector>

// The settings of section `data`: files, how they are read, and what their columns are for.

namespace binet {

inline void check_decimal(const std::string& text) {
  if (text == "auto" || text == "." || text == ",") return;
  throw UsageError("expected auto, . or , as the decimal separator, found '" + text + "'");
}

inline void check_thousands(const std::string& text) {
  const bool sign = text.size() == 1 && std::string(",. '").find(text) != std::string::npos;
  if (sign || text == "auto" || text == "none") return;
  throw UsageError("expected auto, none or one of , . ' and blank for thousands, found '" + text + "'");
}

template <class Visit>
void describe(DataConfig& c, Visit&& field) {
  field(c.train, {.name = "train", .help = "CSV file to train on; - is standard input", .flag = "DATA", .path = true});
  field(c.more, {.name = "more",
                 .help = "more files with the same header, appended in this order",
                 .flag = "MORE",
                 .path = true});
  field(c.valid, {.name = "valid",
                  .help = "CSV file to validate on, instead of rows held out of the training file",
                  .flag = "--valid",
                  .path = true});
  field(c.target, {.name = "target", .help = "column to predict", .flag = "--target", .value_name = "COLUMN"});
  field(c.positive,
        {.name = "positive",
         .help = "class whose probability is predicted; default: the one that means yes, otherwise the rarer one",
         .flag = "--positive",
         .value_name = "CLASS"});
  field(c.weight, {.name = "weight",
                   .help = "column of sample weights; empty: every row has weight 1",
                   .flag = "--weight",
                   .value_name = "COLUMN"});
  field(c.offset,
        {.name = "offset",
         .help = "numeric column that is added to the logit with coefficient 1, as in R's glm(offset =); logistic "
                 "regression only; empty: none",
         .flag = "--offset",
         .value_name = "COLUMN",
         .modes = kSolvedLogistic});
  field(c.group, {.name = "group",
                  .help = "keep rows with the same value (e.g. one patient) in the same fold; not used as a feature",
                  .flag = "--group",
                  .value_name = "COLUMN"});
  field(c.time, {.name = "time",
                 .help = "column of numbers, ISO dates or date-times: validate on later rows than the training rows; "
                         "not used as a feature",
                 .flag = "--time",
                 .value_name = "COLUMN"});
  field(c.ignore, {.name = "ignore", .help = "columns to leave out", .flag = "--ignore", .value_name = "COL,COL,..."});
  field(c.categorical, {.name = "categorical",
                        .help = "columns to read as categories even if every cell is a number",
                        .flag = "--categorical",
                        .value_name = "COL,COL,..."});
  field(c.numeric, {.name = "numeric",
                    .help = "columns that must be numeric: text in them is an error",
                    .flag = "--numeric",
                    .value_name = "COL,COL,..."});
  field(c.delimiter, {.name = "delimiter",
                      .help = "field separator; auto: detect comma, semicolon, tab or pipe",
                      .absent = "auto",
                      .flag = "--delimiter"});
  field(c.header, {.name = "header",
                   .help = "the first record holds the column names; otherwise they are c1, c2, …",
                   .flag = "--no-header",
                   .flag_help = "the file has no header: columns are named c1, c2, …"});
  field(c.quote, {.name = "quote", .help = "quote character, instead of \"", .flag = "--quote"});
  field(c.escape,
        {.name = "escape", .help = "character that escapes the next one, like the \\ in \\\"", .flag = "--escape"});
  field(c.comment, {.name = "comment",
                    .help = "skip lines that begin with this text; empty: none",
                    .flag = "--comment"});
  field(c.encoding,
        {.name = "encoding",
         .help = "text encoding, such as latin1 or windows-1252; empty: UTF-8, or UTF-16 with a byte-order mark",
         .flag = "--encoding",
         .value_name = "NAME"});
  field(c.query, {.name = "query",
                  .help = "SELECT statement whose result is the table; the data file is an SQLite database",
                  .flag = "--query",
                  .value_name = "SQL"});
  field(c.skip_lines, {.name = "skip_lines",
                       .help = "number of lines to skip at the start of a file",
                       .minimum = 0,
                       .maximum = 1e6,
                       .flag = "--skip-lines"});
  field(c.rename_duplicates, {.name = "rename_duplicates",
                              .help = "rename a second column x to x_2; otherwise duplicates are an error",
                              .flag = "--rename-duplicates"});
  field(c.fill_short_rows, {.name = "fill_short_rows",
                            .help = "fill rows with too few fields with missing cells; otherwise they are an error",
                            .flag = "--fill-short-rows"});
  field(
      c.missing,
      {.name = "missing", .help = "additional texts that mean a missing value; case is ignored", .flag = "--missing"});
  field(c.missing_only,
        {.name = "missing_only",
         .help = "texts that mean a missing value, instead of the usual ones and besides the empty cell",
         .flag = "--missing-only"});
  field(c.keep_empty, {.name = "keep_empty",
                       .help = "in columns of text, read an empty cell as a level or class of its own, not as missing",
                       .flag = "--keep-empty"});
  field(c.decimal, {.name = "decimal",
                    .help = "decimal separator: a point or a comma; auto: detected per column",
                    .check = check_decimal,
                    .pattern = "^(auto|[.,])$",
                    .flag = "--decimal",
                    .value_name = "C"});
  field(c.thousands, {.name = "thousands",
                      .help = "thousands separator: none, a comma, point, blank or apostrophe; auto: detected per "
                              "column",
                      .check = check_thousands,
                      .pattern = "^(auto|none|[,. '])$",
                      .flag = "--thousands",
                      .value_name = "C"});
  field(c.date, {.name = "date",
                 .help = "columns that must be dates; 20240131 and seconds since 1970 are accepted too",
                 .flag = "--date",
                 .value_name = "COL,COL,..."});
  field(c.dates, {.name = "dates",
                  .help = "convert date columns to days, weekday, time of year and time of day; otherwise they are "
                          "categories",
                  .flag = "--no-dates",
                  .flag_help = "read date columns as categories"});
  field(c.date_order, {.name = "date_order",
                       .help = "order of the parts of dates; auto: detected per column",
                       .choices = [] {
                         return std::vector<std::string>{"auto", "ymd", "dmy", "mdy"};
                       },
                       .flag = "--date-order"});
  field(c.drop_unlabelled, {.name = "drop_unlabelled",
                            .help = "leave out rows without a target value; otherwise they are an error",
                            .flag = "--drop-unlabelled"});
  field(c.max_record,
        {.name = "max_record",
         .help = "largest record, such as 64M or 1G; a longer one is an error, usually caused by a missing "
                 "quote",
         .check = [](const std::string& text) { parse_byte_count(text); },
         .pattern = "^0*[1-9][0-9]*[KMGTkmgt]?[Bb]?$",
         .flag = "--max-record",
         .value_name = "SIZE"});
  field(c.max_input, {.name = "max_input",
                      .help = "largest table after decompression, such as 20G; more is an error; empty: no limit",
                      .check =
                          [](const std::string& text) {
                            if (!text.empty()) parse_byte_count(text);
                          },
                      .pattern = "^(0*[1-9][0-9]*[KMGTkmgt]?[Bb]?)?$",
                      .flag = "--max-input",
                      .value_name = "SIZE"});
  field(c.drop_missing, {.name = "drop_missing",
                         .help = "leave out rows with a missing cell in any feature (complete cases in R); otherwise "
                                "missing cells are imputed and flagged",
                         .flag = "--drop-missing"});
  field(c.sequence, {.name = "sequence",
                     .help = "column that names the sequence of a row, such as the patient: all rows with the same "
                             "value are one sequence, which an lstm or gru reads; not used as a feature",
                     .flag = "--sequence",
                     .value_name = "COLUMN"});
  field(c.order, {.name = "order",
                  .help = "column of numbers, dates or date-times that sorts the rows of a sequence; not used as a "
                          "feature",
                  .flag = "--order",
                  .value_name = "COLUMN"});
  field(c.predict_each, {.name = "predict_each",
                         .help = "one label per row, predicted from the rows of its sequence so far; otherwise one "
                                 "label per sequence",
                         .flag = "--predict-each"});
}

}  // namespace binet
