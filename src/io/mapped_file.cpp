#include "io/mapped_file.hpp"

#include "base/printable.hpp"
#include "binet/base/error.hpp"
#include "io/temporary_file.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

namespace binet {
namespace {

/// Files known to the signal handler. A run maps only a few files; a file beyond the table's size ends with SIGBUS.
std::array<std::atomic<const MappedFile*>, 16> mapped_files{};

void replace_entry(const MappedFile* from, const MappedFile* to) {
  for (auto& place : mapped_files) {
    const MappedFile* expected = from;
    if (place.compare_exchange_strong(expected, to)) return;
  }
}

void say_which_file_was_cut(int, siginfo_t* info, void*) {
  const auto* const address = static_cast<const char*>(info->si_addr);
  for (const auto& place : mapped_files) {
    const MappedFile* const file = place;
    if (file == nullptr || address < file->bytes().data() || address >= file->bytes().data() + file->bytes().size())
      continue;
    file->end_program();
  }
  std::signal(SIGBUS, SIG_DFL);  // another fault: the instruction runs again and ends the program
}

}  // namespace

MappedFile::MappedFile(Descriptor file, const char* bytes, std::size_t size, const std::string& name)
    : file_(std::move(file)),
      bytes_(bytes),
      size_(size),
      error_(name + ": the file was cut short while it was read") {
  line_ = "binet: " + printable(error_) + "\n";
  replace_entry(nullptr, this);
}

MappedFile::~MappedFile() {
  replace_entry(this, nullptr);
  ::munmap(const_cast<char*>(bytes_), size_);
}

std::shared_ptr<const MappedFile> MappedFile::map(Descriptor& file, std::size_t size, const std::string& name) {
  void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (bytes == MAP_FAILED) return nullptr;
  return std::shared_ptr<const MappedFile>(
      new MappedFile(std::move(file), static_cast<const char*>(bytes), size, name));
}

void MappedFile::require_uncut() const {
  struct stat status {};
  if (fstat(file_.number(), &status) == 0 && static_cast<std::size_t>(status.st_size) < size_) throw Error(error_);
}

void MappedFile::end_program() const {
  static_cast<void>(!::write(STDERR_FILENO, line_.data(), line_.size()));
  remove_temporary_files();
  ::_exit(1);
}

void end_on_cut_files() {
  struct sigaction action {};
  action.sa_sigaction = say_which_file_was_cut;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, nullptr);
}

}  // namespace binet
