#include "io/single_blanks.hpp"

#include "io/converting_source.hpp"

#include <string>
#include <utility>

namespace binet::detail {
namespace {

class SingleBlanks : public ConvertingSource {
 public:
  SingleBlanks(std::unique_ptr<ByteSource> source, char quote) : source_(std::move(source)), quote_(quote) {}

  bool ready() override { return holds_text() || source_->ready(); }
  const std::string& name() const override { return source_->name(); }

 private:
  static constexpr std::size_t kBuffer = std::size_t{1} << 16;

  bool make(std::string& text) override {
    input_.resize(kBuffer);
    const std::size_t count = source_->read(input_.data(), input_.size());
    for (std::size_t i = 0; i < count; ++i) take(input_[i], text);
    return count > 0;
  }

  void take(char c, std::string& text) {
    quoted_ ^= c == quote_;
    if (!quoted_ && (c == ' ' || c == '\t')) {
      blank_ = true;
      return;
    }
    const bool line_end = c == '\n' || c == '\r';
    if (blank_ && !line_start_ && !line_end) text += ' ';
    blank_ = false;
    line_start_ = line_end && !quoted_;
    text += c;
  }

  std::unique_ptr<ByteSource> source_;
  char quote_;
  std::string input_;
  bool quoted_ = false, blank_ = false, line_start_ = true;
};

}  // namespace

std::unique_ptr<ByteSource> with_single_blanks(std::unique_ptr<ByteSource> source, char quote) {
  return std::make_unique<SingleBlanks>(std::move(source), quote);
}

}  // namespace binet::detail
