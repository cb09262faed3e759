// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <algorithm>
#include <typegrad/backends/cuda/team.hpp>
#include <typegrad/backends/device/backend.hpp>

/// CUDA as a device backend asks for it.
namespace typegrad::cuda {

inline void check_call(cudaError_t status, const char* what) {
    if (status == cudaSuccess) return;
    (void)cudaGetLastError(); // so that the next call does not find it again
    std::string text = std::string("typegrad: CUDA: ") + what + ": " + cudaGetErrorString(status);
    if (status == cudaErrorNoDevice || status == cudaErrorInsufficientDriver) text += " (tg::gpu needs an NVIDIA GPU and its driver; tg::thrust_omp runs the same programs on the host)";
    if (status == cudaErrorNoKernelImageForDevice) text += " (compile for this device: nvcc -arch=native, or CMAKE_CUDA_ARCHITECTURES)";
    throw device_error(text);
}
inline void check_call(cublasStatus_t status, const char* what) {
    if (status != CUBLAS_STATUS_SUCCESS) throw device_error(std::string("typegrad: cuBLAS: ") + what + ": " + cublasGetStatusString(status));
}

template <class Kernel>
__global__ void __launch_bounds__(block_threads) run_kernel(const Kernel kernel, const std::int64_t chunks, const int team_size, const int scratch) {
    extern __shared__ uint4 shared[];
    const int teams = block_threads / team_size, number = static_cast<int>(threadIdx.x) / team_size;
    const std::int64_t chunk = static_cast<std::int64_t>(blockIdx.x) * teams + number;
    if (chunk < chunks) kernel(team(team_size, reinterpret_cast<char*>(shared) + number * scratch), chunk);
}

/// A cuBLAS handle, made when the first product asks for it.
class blas {
  public:
    blas() = default;
    blas(blas&& o) noexcept : handle_(std::exchange(o.handle_, nullptr)), stream_(std::exchange(o.stream_, nullptr)) {}
    blas& operator=(blas&& o) noexcept {
        std::swap(handle_, o.handle_);
        std::swap(stream_, o.stream_);
        return *this;
    }
    ~blas() {
        if (handle_ != nullptr) cublasDestroy(handle_);
    }
    cublasHandle_t on(cudaStream_t stream) {
        if (handle_ == nullptr) check_call(cublasCreate(&handle_), "cublasCreate");
        if (stream_ != stream) check_call(cublasSetStream(handle_, stream), "cublasSetStream");
        stream_ = stream;
        return handle_;
    }

  private:
    cublasHandle_t handle_ = nullptr;
    cudaStream_t stream_ = nullptr;
};

/// Work that has been recorded.
class graph {
  public:
    graph() = default;
    graph(graph&& o) noexcept : ready_(std::exchange(o.ready_, nullptr)) {}
    graph& operator=(graph&& o) noexcept {
        std::swap(ready_, o.ready_);
        return *this;
    }
    ~graph() {
        if (ready_ != nullptr) cudaGraphExecDestroy(ready_);
    }
    bool ready() const { return ready_ != nullptr; }
    /// False, and nothing has been done, where it cannot be: work of other threads on the legacy default stream is enough for that.
    template <class Work>
    bool record(cudaStream_t stream, const Work& work) {
        cudaGraph_t recorded = nullptr;
        bool whole = cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal) == cudaSuccess;
        if (whole) {
            try {
                work();
            } catch (const device_error&) {
                whole = false;
            }
            whole = cudaStreamEndCapture(stream, &recorded) == cudaSuccess && whole;
        }
        if (whole && cudaGraphInstantiate(&ready_, recorded, 0) != cudaSuccess) ready_ = nullptr;
        if (recorded != nullptr) (void)cudaGraphDestroy(recorded);
        (void)cudaGetLastError();
        return ready_ != nullptr;
    }
    void launch(cudaStream_t stream) const { check_call(cudaGraphLaunch(ready_, stream), "cudaGraphLaunch"); }

  private:
    cudaGraphExec_t ready_ = nullptr;
};

/// An order of work: without another one CUDA's default stream of the thread, which can be recorded.
struct stream {
    cudaStream_t handle = cudaStreamPerThread;
    stream() = default;
    stream(cudaStream_t s) : handle(s) {}
    operator cudaStream_t() const { return handle; }
};

struct runtime {
    using stream = cuda::stream;
    using library = blas;
    using graph = cuda::graph;
    static constexpr const char* product_library = "cuBLAS";

    static void* allocate(std::size_t bytes) {
        void* p = nullptr;
        const cudaError_t status = cudaMalloc(&p, bytes);
        if (status == cudaErrorMemoryAllocation) {
            (void)cudaGetLastError();
            std::size_t left = 0, all = 0;
            (void)cudaMemGetInfo(&left, &all);
            throw device_error("typegrad: CUDA: out of memory: " + std::to_string(bytes) + " bytes were asked for, " + std::to_string(left) + " of the device's " + std::to_string(all) + " are free");
        }
        check_call(status, "cudaMalloc");
        return p;
    }
    static void release(void* p) noexcept { (void)cudaFree(p); }
    static void copy_in(void* to, const void* from, std::size_t bytes, stream s) {
        if (bytes == 0) return;
        check_call(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, s), "cudaMemcpyAsync to the device");
        synchronise(s); // pinned memory is read later
    }
    static void copy_out(void* to, const void* from, std::size_t bytes, stream s) {
        if (bytes > 0) check_call(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, s), "cudaMemcpyAsync to the host");
    }
    static void copy(void* to, const void* from, std::size_t bytes, stream s) {
        if (bytes > 0) check_call(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, s), "cudaMemcpyAsync");
    }
    /// CUDA does not record its legacy default stream.
    static bool can_record(stream s) { return s.handle != nullptr && s.handle != cudaStreamLegacy; }
    static void synchronise(stream s) { check_call(cudaStreamSynchronize(s), "cudaStreamSynchronize"); }
    /// Throws where `p` is no address of a device. `name()` is asked for then.
    template <class Name>
    static void check(const void* p, const Name& name) {
        cudaPointerAttributes a{};
        check_call(cudaPointerGetAttributes(&a, p), "cudaPointerGetAttributes");
        if (a.type != cudaMemoryTypeDevice && a.type != cudaMemoryTypeManaged) throw device_error("typegrad: " + name() + " is not in the device's memory: a pointer of the host was given");
    }

    /// Blocks of a launch that many indices are shared out among: eight for each of the 132 multiprocessors of a large device. Depends on extents
    /// alone, so results do not depend on the device.
    static constexpr std::int64_t most_blocks = 1056, least_elements = 1024, copied_bytes = std::int64_t{8} << 20, row_bytes = std::int64_t{40} << 20;
    /// Shared memory that every block gets without asking, less what teams need themselves.
    static constexpr std::int64_t shared_bytes = 47 << 10;
    static constexpr device::work_split split(const device::work_size& w) {
        device::work_split s;
        if (w.inner_cut) {
            s.team = block_threads;
            s.chunks = std::clamp<std::int64_t>(w.indices * std::max<std::int64_t>(w.vectors, 1) / least_elements, 1, std::max<std::int64_t>(1, std::min(most_blocks, (w.indices + 63) / 64)));
        } else {
            while (s.team < 32 && s.team < w.inner) s.team *= 2;
            const auto fits = [&] { return w.row_bytes * (block_threads / s.team) <= shared_bytes; };
            if (w.inner > 8 * 32 || !fits()) s.team = block_threads;
            if (fits()) s.scratch = w.row_bytes;
            s.chunks = std::max<std::int64_t>(1, std::min(w.indices, most_blocks * (block_threads / s.team)));
            s.cyclic = true;
        }
        const auto bound = [&](std::int64_t bytes, std::int64_t all) { // rows stay in the second-level cache
            if (bytes > 0) s.chunks = std::min(s.chunks, std::max(most_blocks / 8, all / bytes));
        };
        bound(w.bytes, copied_bytes);
        if (s.scratch == 0) bound(w.row_bytes, row_bytes);
        const std::int64_t whole = w.inner_cut ? (w.indices > s.chunks * least_elements ? least_elements : 64) : 1;
        s.pitch = ((w.indices + s.chunks - 1) / s.chunks + whole - 1) / whole * whole;
        if (!s.cyclic && s.pitch > 0) s.chunks = std::max<std::int64_t>(1, (w.indices + s.pitch - 1) / s.pitch);
        return s;
    }
    template <class Kernel>
    static void launch(stream s, const device::work_split& split, const Kernel& kernel) {
        const int teams = block_threads / split.team;
        run_kernel<<<static_cast<unsigned>((split.chunks + teams - 1) / teams), block_threads, static_cast<std::size_t>(teams * split.scratch), s.handle>>>(kernel, split.chunks, split.team, static_cast<int>(split.scratch));
        check_call(cudaGetLastError(), "a kernel's launch");
    }

    // cuBLAS counts columns first: C = A·B there is Cᵀ = Bᵀ·Aᵀ here
    static cublasStatus_t multiply(cublasHandle_t h, cublasComputeType_t in, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc, const product_axis& batch) {
        const float one = 1;
        if (batch.n == 1) return cublasGemmEx(h, tb, ta, n, m, k, &one, b, CUDA_R_32F, ldb, a, CUDA_R_32F, lda, &beta, c, CUDA_R_32F, ldc, in, CUBLAS_GEMM_DEFAULT);
        return cublasGemmStridedBatchedEx(h, tb, ta, n, m, k, &one, b, CUDA_R_32F, ldb, batch.b, a, CUDA_R_32F, lda, batch.a, &beta, c, CUDA_R_32F, ldc, batch.c, static_cast<int>(batch.n), in, CUBLAS_GEMM_DEFAULT);
    }
    static cublasStatus_t multiply(cublasHandle_t h, cublasComputeType_t, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const double* a, int lda, const double* b, int ldb, double beta, double* c, int ldc, const product_axis& batch) {
        const double one = 1;
        if (batch.n == 1) return cublasDgemm(h, tb, ta, n, m, k, &one, b, ldb, a, lda, &beta, c, ldc);
        return cublasDgemmStridedBatched(h, tb, ta, n, m, k, &one, b, ldb, batch.b, a, lda, batch.a, &beta, c, ldc, batch.c, static_cast<int>(batch.n));
    }
    /// Halves are multiplied by tensor cores, which sum in float.
    template <class Half>
        requires sixteen_bit_number<Half>
    static cublasStatus_t multiply(cublasHandle_t h, cublasComputeType_t, cublasOperation_t ta, cublasOperation_t tb, int m, int n, int k, const Half* a, int lda, const Half* b, int ldb, float beta, float* c, int ldc, const product_axis& batch) {
        const float one = 1;
        constexpr cudaDataType_t type = std::is_same_v<Half, half> ? CUDA_R_16F : CUDA_R_16BF;
        if (batch.n == 1) return cublasGemmEx(h, tb, ta, n, m, k, &one, b, type, ldb, a, type, lda, &beta, c, CUDA_R_32F, ldc, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
        return cublasGemmStridedBatchedEx(h, tb, ta, n, m, k, &one, b, type, ldb, batch.b, a, type, lda, batch.a, &beta, c, CUDA_R_32F, ldc, batch.c, static_cast<int>(batch.n), CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
    }
    template <class Factor>
    static bool multiplies(const product_space& space) {
        if constexpr (std::is_floating_point_v<Factor> || sixteen_bit_number<Factor>) return blas_can<Factor>(space);
        else return false;
    }
    /// `in`: what products of float are computed in.
    template <class Factor, class T>
    static void multiply(library& library, stream s, Factor* a, Factor* b, T* c, const product_space& space, cublasComputeType_t in = CUBLAS_COMPUTE_32F) {
        if constexpr (std::is_floating_point_v<T>) {
            const cublasHandle_t h = library.on(s);
            each_product_batch(a, b, c, space, false, true, [&](const matrix_view<Factor>& x, const matrix_view<Factor>& y, const matrix_view<T>& z, bool more, const product_bands&, const product_axis& batch) {
                bool tx = false, ty = false, tz = false;
                int lx = 0, ly = 0, lz = 0;
                (void)blas_layout(x, tx, lx), (void)blas_layout(y, ty, ly), (void)blas_layout(z, tz, lz);
                const auto flag = [](bool t) { return t ? CUBLAS_OP_T : CUBLAS_OP_N; };
                check_call(multiply(h, in, flag(tx), flag(ty), static_cast<int>(z.rows), static_cast<int>(z.columns), static_cast<int>(x.columns), x.data, lx, y.data, ly, more ? T(1) : T(0), z.data, lz, batch), "gemm");
            });
        }
    }
};

} // namespace typegrad::cuda

namespace typegrad {

/// An NVIDIA GPU.
struct gpu : device_backend<gpu, cuda::runtime> {};

/// The same GPU, arrays and states; tensor cores multiply matrices of float, whose elements they round first, and sum in float.
template <class Backend, cublasComputeType_t In>
struct gpu_with_rounded_products : device_backend<Backend, cuda::runtime> {
    template <class Factor, class T>
    static void multiply(const typename device_backend<Backend, cuda::runtime>::context& on, Factor* a, Factor* b, T* c, const product_space& space) { cuda::runtime::multiply(on.work->library(), on.work->stream(), a, b, c, space, In); }
};
/// To 11 bits (TF32).
struct gpu_tf32 : gpu_with_rounded_products<gpu_tf32, CUBLAS_COMPUTE_32F_FAST_TF32> {};
/// To 8 bits (bfloat16).
struct gpu_bf16 : gpu_with_rounded_products<gpu_bf16, CUBLAS_COMPUTE_32F_FAST_16BF> {};

/// Memory and stream of programs on a GPU: `gpu_workspace w(stream); f(w, x = array);`
using gpu_workspace = device_workspace<cuda::runtime>;
/// An array in a GPU's memory, which it owns: `gpu_array<float, 2> a({n, 3})`. Row-major; of rank 0 one number on the device.
template <class T, int Rank>
using gpu_array = device_array<cuda::runtime, T, Rank>;

} // namespace typegrad
