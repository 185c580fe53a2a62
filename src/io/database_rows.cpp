#include "io/database_rows.hpp"

#include "base/csv_field.hpp"
#include "base/number_text.hpp"
#include "binet/base/error.hpp"
#include "io/converting_source.hpp"

#ifdef BINET_SQLITE
#include <sqlite3.h>
#endif

#include <utility>

namespace binet::detail {

#ifdef BINET_SQLITE

namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// Only what a SELECT does.
int allow_reading(void*, int action, const char*, const char*, const char*, const char*) {
  const bool reads =
      action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE;
  return reads ? SQLITE_OK : SQLITE_DENY;
}

class QuerySource : public ConvertingSource {
 public:
  QuerySource(const std::string& path, const std::string& query) : name_(path) {
    sqlite3* database = nullptr;
    const int opened = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    database_.reset(database);
    if (opened != SQLITE_OK) throw Error(name_ + ": cannot open: " + sqlite3_errmsg(database));
    if (sqlite3_exec(database, "pragma schema_version", nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw Error(name_ + ": " + sqlite3_errmsg(database) + "; expected an SQLite database, since there is a query");
    }
    sqlite3_set_authorizer(database, allow_reading, nullptr);
    prepare(query);
    columns_ = sqlite3_column_count(statement_.get());
  }

  const std::string& name() const override { return name_; }

 private:
  static constexpr std::size_t kStep = std::size_t{1} << 16;

  bool make(std::string& csv) override {
    if (std::exchange(header_is_due_, false)) add_header(csv);
    while (csv.size() < kStep && add_row(csv)) {
    }
    return !ended_;
  }

  void add_header(std::string& csv) const {
    for (int c = 0; c < columns_; ++c) {
      if (c > 0) csv += ',';
      append_quoted(sqlite3_column_name(statement_.get(), c), csv);
    }
    csv += '\n';
  }

  void prepare(const std::string& query) {
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int prepared = sqlite3_prepare_v2(database_.get(), query.c_str(), -1, &statement, &rest);
    statement_.reset(statement);
    if (prepared == SQLITE_AUTH) throw UsageError("query: '" + query + "' does not only read; expected a SELECT");
    if (prepared != SQLITE_OK)
      throw UsageError("query: " + std::string(sqlite3_errmsg(database_.get())) + " in '" + query + "'");
    const bool single = std::string_view(rest).find_first_not_of(" \t\r\n;") == std::string_view::npos;
    if (statement == nullptr || !single || sqlite3_column_count(statement) == 0) {
      throw UsageError("query: expected a single SELECT, found '" + query + "'");
    }
  }

  bool add_row(std::string& csv) {
    const int stepped = ended_ ? SQLITE_DONE : sqlite3_step(statement_.get());
    ended_ = stepped == SQLITE_DONE;
    if (ended_) return false;
    if (stepped != SQLITE_ROW) throw Error(name_ + ": " + sqlite3_errmsg(database_.get()));
    ++row_;
    for (int c = 0; c < columns_; ++c) {
      if (c > 0) csv += ',';
      add_cell(c, csv);
    }
    csv += '\n';
    return true;
  }

  void add_cell(int column, std::string& csv) const {
    sqlite3_stmt* const row = statement_.get();
    switch (sqlite3_column_type(row, column)) {
      case SQLITE_NULL: break;
      case SQLITE_INTEGER: csv += std::to_string(sqlite3_column_int64(row, column)); break;
      case SQLITE_FLOAT: append_shortest(sqlite3_column_double(row, column), csv); break;
      case SQLITE_TEXT: {
        const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
        append_quoted({text, static_cast<std::size_t>(sqlite3_column_bytes(row, column))}, csv);
        break;
      }
      default:
        throw Error(name_ + ": row " + std::to_string(row_) + ", column '" + sqlite3_column_name(row, column) +
                    "': a cell of bytes; expected numbers and texts");
    }
  }

  std::string name_;
  std::unique_ptr<sqlite3, Close> database_;
  std::unique_ptr<sqlite3_stmt, Close> statement_;
  std::size_t row_ = 0;  ///< rows read
  int columns_ = 0;
  bool header_is_due_ = true, ended_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> rows_of_query(const std::string& path, const std::string& query) {
  if (path == "-") throw UsageError("query: a database cannot be read from standard input; expected its file");
  open_bytes(path);  // says why a file cannot be read
  return std::make_unique<QuerySource>(path, query);
}

#else

std::unique_ptr<ByteSource> rows_of_query(const std::string& path, const std::string& query) {
  throw UsageError("query: this program was built without SQLite; sqlite3 -header -csv " + path + " '" + query +
                   "' > data.csv makes a CSV file");
}

#endif

}  // namespace binet::detail
