#include "binet/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <fstream>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace binet {
namespace {

/// The number of processors a container may use (Linux, cgroup version 2); 0: no known limit.
int processor_quota() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  double quota = 0, period = 0;
  if (!(file >> quota >> period) || quota <= 0 || period <= 0) return 0;  // "max" is not a number
  return static_cast<int>(std::min(std::ceil(quota / period), 1e6));
}

int machine_threads() {
  static const int count = [] {
    const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const int quota = processor_quota();
    return quota > 0 ? std::min(processors, quota) : processors;
  }();
  return count;
}

std::atomic<int> requested_threads{0};

/// True on a thread that is running a body: nested loops run serially.
thread_local bool inside_body = false;

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  _mm_pause();
#else
  std::this_thread::yield();
#endif
}

/// Waits until `value` differs from `old`: first by spinning, since the next batch is often microseconds away, then
/// asleep.
void wait_for_change(const std::atomic<int>& value, int old, int spins) {
  for (int i = 0; i < spins; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    pause();
  }
  value.wait(old, std::memory_order_acquire);
}

/// The failure with the lowest index in a parallel loop.
class Failure {
 public:
  void record(Index index, std::exception_ptr exception) {
    const std::scoped_lock lock(mutex_);
    if (!exception_ || index < index_) {
      index_ = index;
      exception_ = std::move(exception);
    }
  }
  void rethrow() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  std::mutex mutex_;
  Index index_ = 0;
  std::exception_ptr exception_;
};

struct Job {
  Index count;
  void* context;
  detail::Task task;
  std::atomic<Index> next{0};
  Failure failure{};

  /// Processes indices until none is left.
  void work() {
    inside_body = true;
    for (Index i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      try {
        task(context, i);
      } catch (...) {
        failure.record(i, std::current_exception());
      }
    }
    inside_body = false;
  }
};

class Pool {
 public:
  ~Pool() { stop(); }

  /// False if another thread is using the pool.
  bool try_run(Job& job, int threads) {
    const std::unique_lock lock(busy_, std::try_to_lock);
    if (!lock) return false;
    if (threads != threads_) resize(threads);
    job_ = &job;
    generation_.fetch_add(1);
    generation_.notify_all();
    job.work();
    job_ = nullptr;
    // Workers that arrive later find no job; those inside are processing their last index.
    for (int inside = inside_; inside != 0; inside = inside_) wait_for_change(inside_, inside, spins_);
    return true;
  }

 private:
  /// If the system starts no more threads, the existing ones do the work.
  void resize(int threads) {
    stop();
    stopping_ = false;
    threads_ = threads;
    spins_ = threads <= machine_threads() ? 2000 : 0;
    const int generation = generation_;
    try {
      for (int i = 1; i < threads; ++i) workers_.emplace_back([this, generation] { serve(generation); });
    } catch (const std::system_error&) {
    }
  }

  void stop() {
    stopping_ = true;
    generation_.fetch_add(1);
    generation_.notify_all();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
  }

  void serve(int seen) {
    for (;;) {
      wait_for_change(generation_, seen, spins_);
      seen = generation_;
      if (stopping_) return;
      inside_.fetch_add(1);
      if (Job* job = job_) job->work();
      inside_.fetch_sub(1);
      inside_.notify_one();
    }
  }

  std::mutex busy_;
  std::vector<std::thread> workers_;
  int threads_ = 1;  ///< requested number, including the caller
  int spins_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<Job*> job_{nullptr};
  alignas(64) std::atomic<int> generation_{0};  ///< counts jobs
  alignas(64) std::atomic<int> inside_{0};      ///< workers that may be looking at the job
};

Pool& pool() {
  static Pool instance;
  return instance;
}

}  // namespace

void set_thread_count(int count) {
  requested_threads = std::max(count, 0);
}

int thread_count() {
  const int requested = requested_threads;
  return requested > 0 ? requested : machine_threads();
}

void detail::run_parallel(Index count, void* context, Task task) {
  if (count == 1) return task(context, 0);
  Job job{.count = count, .context = context, .task = task};
  const int threads = thread_count();
  if (inside_body || threads == 1 || count < 1 || !pool().try_run(job, threads)) {
    const bool nested = inside_body;
    job.work();
    inside_body = nested;
  }
  job.failure.rethrow();
}

}  // namespace binet
