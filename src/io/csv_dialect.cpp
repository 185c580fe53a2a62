#include "io/csv_dialect.hpp"

#include "base/csv_field.hpp"
#include "io/converting_source.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace binet::detail {
namespace {

/// Reads one field at a time and writes it when it is complete.
class DialectSource : public ConvertingSource {
 public:
  DialectSource(std::unique_ptr<ByteSource> source, const TextFormat& format)
      : source_(std::move(source)),
        quote_(format.quote.value_or('"')),
        escape_(format.escape),
        comment_(format.comment),
        delimiters_(format.delimiter ? std::string(1, *format.delimiter) : "\t;,|") {}

  bool ready() override { return holds_text() || source_->ready(); }
  const std::string& name() const override { return source_->name(); }

 private:
  static constexpr std::size_t kBuffer = std::size_t{1} << 16;
  enum class State { line_start, field, quoted, maybe_closed, closed, comment };

  bool make(std::string& csv) override {
    input_.resize(kBuffer);
    const std::size_t count = ended_ ? 0 : source_->read(input_.data(), input_.size());
    out_ = &csv;
    for (std::size_t i = 0; i < count; ++i) take(input_[i]);
    if (count == 0 && !std::exchange(ended_, true)) finish();
    return !ended_;
  }

  bool is_delimiter(char c) const { return delimiters_.find(c) != std::string::npos; }
  bool is_blank_field() const { return field_.find_first_not_of(" \t") == std::string::npos; }

  void take(char c) {
    switch (state_) {
      case State::line_start:
        field_ += c;
        if (!comment_.empty() && field_ == comment_) {
          field_.clear();
          state_ = State::comment;
        } else if (comment_.empty() || !comment_.starts_with(field_)) {
          const std::string start = std::exchange(field_, "");
          state_ = State::field;
          for (const char each : start) take(each);
        }
        return;
      case State::comment:
        if (c != '\n') return;
        if (several_columns_ || !first_line_read_) *out_ += '\n';
        state_ = State::line_start;
        return;
      case State::field:
        return take_in_field(c);
      case State::quoted:
        if (escaped_) {
          field_ += c;
          escaped_ = false;
        } else if (escape_ && c == *escape_ && *escape_ != quote_) {
          escaped_ = true;
        } else if (c == quote_) {
          state_ = State::maybe_closed;
        } else {
          field_ += c;
        }
        return;
      case State::maybe_closed:
        if (c == quote_) {
          field_ += c;
          state_ = State::quoted;
          return;
        }
        write_quoted(field_, true);
        field_.clear();
        state_ = State::closed;
        [[fallthrough]];
      case State::closed:
        if (is_delimiter(c) || c == '\n') return end_field(c);
        *out_ += c;
        return;
    }
  }

  void take_in_field(char c) {
    if (escaped_) {
      if (c == 'N' && field_.empty()) field_ += *escape_;  // \N means a missing cell
      must_quote_ |= c != 'N';
      field_ += c;
      escaped_ = false;
    } else if (escape_ && c == *escape_) {
      escaped_ = true;
    } else if (c == quote_ && is_blank_field()) {
      field_.clear();
      state_ = State::quoted;
    } else if (is_delimiter(c) || c == '\n') {
      write_plain();
      end_field(c);
    } else {
      must_quote_ |= c == '"' && is_blank_field();
      field_ += c;
    }
  }

  void write_plain() {
    const bool returns = field_.ends_with('\r');
    if (!must_quote_) {
      *out_ += field_;
    } else {
      if (returns) field_.pop_back();
      write_quoted(field_, true);
      if (returns) *out_ += '\r';
    }
    field_.clear();
    must_quote_ = false;
  }

  void write_quoted(std::string_view text, bool closed) {
    append_quoted(text, *out_);
    if (!closed) out_->pop_back();
  }

  void end_field(char c) {
    *out_ += c;
    if (c == '\n') {
      first_line_read_ = true;
      state_ = State::line_start;
      return;
    }
    several_columns_ |= !first_line_read_;
    state_ = State::field;
  }

  void finish() {
    if (escaped_) field_ += *escape_;
    if (state_ == State::quoted) write_quoted(field_, false);  // the CSV reader reports its line
    if (state_ == State::maybe_closed) write_quoted(field_, true);
    if (state_ == State::field || state_ == State::line_start) write_plain();
  }

  std::unique_ptr<ByteSource> source_;
  char quote_;
  std::optional<char> escape_;
  std::string comment_, delimiters_;
  std::string input_, field_;
  std::string* out_ = nullptr;  ///< the text being made
  State state_ = State::line_start;
  bool escaped_ = false, must_quote_ = false, ended_ = false;
  bool first_line_read_ = false, several_columns_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> as_standard_csv(std::unique_ptr<ByteSource> source, const TextFormat& format) {
  return std::make_unique<DialectSource>(std::move(source), format);
}

}  // namespace binet::detail
