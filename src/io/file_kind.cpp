#include "io/file_kind.hpp"

#include "binet/base/error.hpp"

#include <algorithm>
#include <cctype>

namespace binet::detail {
namespace {

/// A kind of file, its first bytes, and how to make a CSV file of it: FILE stands for its path.
struct FileKind {
  std::string_view start, what, command;
  bool text = false;  ///< compare lower-case text, ignoring leading blanks
  std::string_view does = "converts it";  ///< what the command does
};

using namespace std::string_view_literals;

constexpr std::string_view kOffice = "libreoffice --headless --convert-to csv FILE";
constexpr std::string_view kTable = R"(duckdb -c "copy (from 'FILE') to 'data.csv'")";

constexpr std::string_view kDump = "sqlite3 data.db < FILE";
constexpr std::string_view kShell = "its output mode for CSV, such as .mode csv,";
constexpr std::string_view kWrites = "writes a file that can be read";

constexpr FileKind kKinds[] = {
    {"PK\x03\x04", "a zip archive, as spreadsheets are (.xlsx, .ods)", kOffice},
    {"\xD0\xCF\x11\xE0", "a spreadsheet of an older office program (.xls)", kOffice},
    {"PAR1", "a Parquet file", kTable},
    {"ARROW1", "an Arrow file",
     "python3 -c \"import pandas; pandas.read_feather('FILE').to_csv('data.csv', index=False)\""},
    {"SQLite format 3\0"sv, "an SQLite database", "--query 'select * from TABLE'", false, "reads it"},
    {"BZh", "compressed by bzip2", "bzip2 -dc FILE > data.csv"},
    {"\xFD"
     "7zXZ\0"sv,
     "compressed by xz", "xz -dc FILE > data.csv"},
    {"\x37\x7A\xBC\xAF\x27\x1C", "a 7-Zip archive", "7z x FILE"},
    {"\x89HDF", "an HDF5 file",
     "python3 -c \"import pandas; pandas.read_hdf('FILE').to_csv('data.csv', index=False)\""},
    {"%PDF", "a PDF document", "pdftotext -layout FILE"},
    {"RDX", "an R data file", "Rscript -e \"x <- load('FILE'); write.csv(get(x), 'data.csv', row.names = FALSE)\""},
    {"$FL2", "an SPSS file",
     "Rscript -e \"write.csv(foreign::read.spss('FILE', to.data.frame = TRUE), 'data.csv', row.names = FALSE)\""},
    {"<stata_dta>", "a Stata file",
     "python3 -c \"import pandas; pandas.read_stata('FILE').to_csv('data.csv', index=False)\""},
    {"<!doctype html", "an HTML page", kOffice, true},
    {"<html", "an HTML page", kOffice, true},
    {"<table", "an HTML table", kOffice, true},
    {"<?xml", "an XML document", kOffice, true},
    {"version https://git-lfs", "a Git LFS pointer, not the data themselves", "git lfs pull", true, "fetches them"},
    {"@relation", "an ARFF file", "sed '1,/^@data/Id' FILE > data.csv", true},
    {"create table", "SQL statements", kDump, true, "makes a database"},
    {"insert into", "SQL statements", kDump, true, "makes a database"},
    {"begin transaction", "SQL statements", kDump, true, "makes a database"},
    {"pragma foreign_keys", "SQL statements", kDump, true, "makes a database"},
    {"-- mysql dump", "SQL statements", kDump, true, "makes a database"},
    {"--\n-- postgresql database dump", "SQL statements", kDump, true, "makes a database"},
    {"┌", "a table drawn by a shell", kShell, true, kWrites},
    {"╭", "a table drawn by a shell", kShell, true, kWrites},
    {"╔", "a table drawn by a shell", kShell, true, kWrites},
    {"{\\rtf", "a text document (.rtf)", kOffice, true},
    {"\x93NUMPY", "a NumPy array",
     "python3 -c \"import numpy; numpy.savetxt('data.csv', numpy.load('FILE'), delimiter=',')\""},
    {"\x80\x04\x95", "a Python pickle",
     "python3 -c \"import pandas; pandas.read_pickle('FILE').to_csv('data.csv', index=False)\""},
    {"\x80\x05\x95", "a Python pickle",
     "python3 -c \"import pandas; pandas.read_pickle('FILE').to_csv('data.csv', index=False)\""},
    {"Obj\x01", "an Avro file", kTable},
    {"\x04\x22\x4D\x18", "compressed by lz4", "lz4 -dc FILE > data.csv"},
    {"\x1F\x9D", "compressed by compress", "gzip -dc FILE > data.csv"},
    {"HEADER RECORD*******", "a SAS transport file",
     "python3 -c \"import pandas; pandas.read_sas('FILE', format='xport').to_csv('data.csv', index=False)\""},
    {"{", "JSON", R"(duckdb -c "copy (from read_json_auto('FILE')) to 'data.csv'")", true},
    {"[\n", "JSON", R"(duckdb -c "copy (from read_json_auto('FILE')) to 'data.csv'")", true},
    {"[{", "JSON", R"(duckdb -c "copy (from read_json_auto('FILE')) to 'data.csv'")", true},
};

/// Lower-case text without leading blanks and ARFF comment lines.
std::string as_small_text(std::string_view start) {
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  const auto skip_blanks = [&] {
    start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  };
  for (skip_blanks(); start.starts_with('%') && !start.starts_with("%PDF"); skip_blanks()) {
    start.remove_prefix(std::min(start.find('\n'), start.size()));
  }
  std::string text(start.substr(0, 256));
  std::ranges::transform(text, text.begin(),
                         [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return text;
}

/// True for "+1 3:0.5 7:1": a label and numbered values.
bool is_svmlight(std::string_view start) {
  const std::string_view line = start.substr(0, start.find('\n'));
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || blank == 0 || line.find_first_of(",;\t") != std::string_view::npos)
    return false;
  if (line.substr(0, blank).find_first_not_of("+-0123456789.") != std::string_view::npos) return false;
  const std::string_view pair = line.substr(blank + 1, line.find(' ', blank + 1) - blank - 1);
  const std::size_t colon = pair.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < pair.size() &&
         pair.substr(0, colon).find_first_not_of("0123456789") == std::string_view::npos &&
         pair.substr(colon + 1).find_first_not_of("+-0123456789.eE") == std::string_view::npos;
}

/// True for the first line of what pg_dump writes for a table: "COPY t (a, b) FROM stdin;".
bool is_sql_copy(std::string_view small) {
  const std::string_view line = small.substr(0, small.find('\n'));
  return line.starts_with("copy ") && line.find(") from stdin;") != std::string_view::npos;
}

/// The name of the first file in a zip archive, if it is a text file.
std::string text_in_zip(std::string_view start) {
  constexpr std::size_t kNameSize = 26, kName = 30;
  if (!start.starts_with("PK\x03\x04") || start.size() < kName) return "";
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(start[i])); };
  const std::size_t size = byte(kNameSize) + 256 * byte(kNameSize + 1);
  const std::string_view name = start.substr(kName, size);
  for (const std::string_view end : {".csv", ".tsv", ".txt", ".CSV", ".data"}) {
    if (name.size() == size && name.ends_with(end)) return std::string(name);
  }
  return "";
}

bool is_tar(std::string_view start) {
  constexpr std::size_t kMark = 257;
  return start.size() > kMark && start.substr(kMark).starts_with("ustar");
}

/// "16le", "16be", "32le" or "32be" for text in that form of Unicode without a byte-order mark: most characters of a
/// CSV file are ASCII, so that of every two or four bytes all but one are 0. Otherwise empty.
std::string_view unicode_form(std::string_view start) {
  constexpr std::size_t kLeast = 16, kWidest = 4;
  if (start.size() < kLeast) return "";
  std::size_t zeros[kWidest] = {};
  for (std::size_t i = 0; i < start.size(); ++i) zeros[i % kWidest] += start[i] == '\0';
  const std::size_t most = start.size() / kWidest * 9 / 10;
  std::string pattern;  // of four bytes, which are always text, always 0, or mixed
  for (const std::size_t count : zeros) pattern += count == 0 ? 'x' : count > most ? '0' : '?';
  constexpr std::pair<std::string_view, std::string_view> kForms[] = {
      {"x0x0", "16le"}, {"0x0x", "16be"}, {"x000", "32le"}, {"000x", "32be"}};
  for (const auto& [zero_bytes, form] : kForms) {
    if (pattern == zero_bytes) return form;
  }
  return "";
}

[[noreturn]] void refuse(const std::string& name, std::string_view what, std::string command) {
  const std::string file = name == "standard input" ? "data" : name;
  for (std::size_t at = 0; (at = command.find("FILE", at)) != std::string::npos; at += file.size()) {
    command.replace(at, 4, file);
  }
  throw Error(name + ": " + std::string(what) + "; expected CSV; " + command);
}

}  // namespace

void require_text(std::string_view start, const std::string& name) {
  if (const std::string inner = text_in_zip(start); !inner.empty()) {
    refuse(name, "a zip archive with the file '" + inner + "'", "unzip -p FILE > data.csv extracts it");
  }
  if (is_tar(start)) refuse(name, "a tar archive", "tar -xf FILE extracts its files");
  if (const std::string form(unicode_form(start)); !form.empty()) {
    refuse(name, "text in UTF-" + form.substr(0, 2) + " without a byte-order mark",
           "--encoding utf-" + form + " reads it");
  }
  const std::string small = as_small_text(start);
  if (is_sql_copy(small)) {
    refuse(name, "SQL, whose COPY statement has the rows",
           R"(sed -e '0,/^COPY/d' -e '/^\\\.$/,$d' FILE > data.tsv takes the rows, which have no header)");
  }
  for (const FileKind& kind : kKinds) {
    const bool found = kind.text ? small.starts_with(kind.start) : start.starts_with(kind.start);
    if (found) refuse(name, kind.what, std::string(kind.command) + " " + std::string(kind.does));
  }
  if (is_svmlight(start)) {
    refuse(name, "SVMlight data, as '+1 3:0.5'",
           "python3 -c \"import pandas, sklearn.datasets as d; x, y = d.load_svmlight_file('FILE'); "
           "pandas.DataFrame(x.toarray()).assign(y=y).to_csv('data.csv', index=False)\" converts it");
  }
}

}  // namespace binet::detail
